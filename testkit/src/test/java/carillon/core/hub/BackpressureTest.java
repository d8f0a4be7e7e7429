package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.thread.HubThreads;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BackpressureTest {

    private static final long FLOOD = 5 << 20;
    private static final int ROUNDS = 300_000;

    /** In turns of the loop that waits. */
    private static final int LATEST = 40;

    private final Backpressure backpressure = new Backpressure(1_000, 10, new HubThreads().lastResort());
    private final ArrayList<String> answered = new ArrayList<>();

    private int stored;

    private void store(int records, long bytes) {
        backpressure.stored(records, bytes);
        stored += records;
    }

    /** The answer of the record with this number; those before it are stored and wait for nothing. */
    private void publish(int number) {
        store(Math.max(0, number - stored), 0);
        backpressure.whenClose(() -> answered.add("answer " + number));
    }

    private void indexed(int number) {
        backpressure.historyBehind(stored - number);
    }

    @Test
    void whatFollowsCloselyHoldsNobodyUp() {
        indexed(0);
        publish(10);
        assertThat(answered).containsExactly("answer 10");
    }

    @Test
    void answersWaitForTheHistoryAndComeInOrder() {
        publish(11);
        publish(12);
        publish(30);
        assertThat(answered).isEmpty();
        indexed(1);
        assertThat(answered).containsExactly("answer 11");
        indexed(15);
        assertThat(answered).containsExactly("answer 11", "answer 12");
        backpressure.historyAway();
        assertThat(answered).containsExactly("answer 11", "answer 12", "answer 30");
    }

    @Test
    void answersOfAFloodWaitForTheFanOut() {
        store(1, FLOOD);
        store(1, 100);
        publish(1);
        publish(2);
        assertThat(answered).isEmpty();
        backpressure.fannedOut(1, FLOOD);
        assertThat(answered).containsExactly("answer 1", "answer 2");
    }

    @Test
    void whatIsAcceptedIsBoundedUntilItIsFannedOutOrRefused() {
        backpressure.accepted(900);
        backpressure.accepted(200);
        assertThat(backpressure.full()).isTrue();
        backpressure.settled(200);
        assertThat(backpressure.full()).isFalse();
        backpressure.stored(1, 900);
        backpressure.settled(900);
        assertThat(backpressure.full()).isFalse();
        assertThat(backpressure.drained()).isFalse();
        backpressure.fannedOut(1, 900);
        assertThat(backpressure.drained()).isTrue();
    }

    @Test
    void anAnswerThatThrowsCostsTheOthersNothing() {
        store(11, 0);
        backpressure.whenClose(() -> {
            throw new IllegalStateException("planted");
        });
        publish(11);
        indexed(5);
        assertThat(answered).containsExactly("answer 11");
    }

    /**
     * The history takes in the last record there is between the moment at which its publisher looks and the one at which it is added to
     * those who wait. That is a few nanoseconds: both sides wait for each other without sleeping, and the publisher comes a little
     * later in each round.
     */
    @Test
    void nobodyWaitsForARecordThatIsTakenInAlready() throws Exception {
        var begun = new AtomicInteger();
        var indexed = new AtomicInteger();
        var history = Thread.ofPlatform().start(() -> {
            for (int round = 1; round <= ROUNDS; round++) {
                awaitRound(begun, round);
                backpressure.historyBehind(0);
                indexed.set(round);
            }
        });
        var done = new AtomicInteger();
        for (int round = 1; round <= ROUNDS; round++) {
            backpressure.stored(100, 0);
            begun.set(round);
            for (int i = 0; i < round % LATEST; i++) {
                Thread.onSpinWait();
            }
            backpressure.whenClose(done::incrementAndGet);
            awaitRound(indexed, round);
            assertThat(done.get()).as("answers after round %d", round).isEqualTo(round);
        }
        history.join();
    }

    private static void awaitRound(AtomicInteger counter, int round) {
        for (int spins = 0; counter.get() < round; spins++) {
            if (spins < 10_000) {
                Thread.onSpinWait();
            } else {
                // The other one has no processor.
                LockSupport.parkNanos(1);
            }
        }
    }
}
