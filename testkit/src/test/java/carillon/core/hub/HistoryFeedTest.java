package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.Receipt;
import carillon.core.thread.HubThreads;
import carillon.sdk.event.Event;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.journal.FakeJournal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publishers that wait for the history, which takes in the last record there is at that very moment. */
class HistoryFeedTest {

    private static final int ROUNDS = 20_000;

    /** The moment between looking and adding is short, so each round looks a little later: the feed takes in meanwhile. */
    private static final long LATER_NANOS = 250;

    private static final int STEPS = 800;

    private static final Draft DRAFT = EntryCodec.encode(
            new Entry.Published(Event.about("t", "a", "k").id("id").build()));

    @Test
    @Tag("full")
    void nobodyWaitsForARecordThatIsTakenInAlready() throws Exception {
        var journal = new FakeJournal();
        var feed = new HistoryFeed(new HubThreads(), journal, new FakeHistory(), 0);
        feed.start();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                var answered = new CountDownLatch(1);
                long pause = i % STEPS * LATER_NANOS;
                journal.append(List.of(DRAFT), new Receipt() {
                    @Override
                    public void durable(long sequence, long timeMillis) {
                        feed.wake();
                        long until = System.nanoTime() + pause;
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        feed.whenCloseTo(sequence, answered::countDown);
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        throw new AssertionError(refusal);
                    }
                });
                // Somebody asks, so the feed does not pause before it takes the record in.
                assertThat(feed.await(i + 1, Duration.ofSeconds(10))).isTrue();
                assertThat(answered.await(10, TimeUnit.SECONDS))
                        .as("round %d is answered", i)
                        .isTrue();
            }
        } finally {
            feed.close(0);
            journal.close();
        }
    }
}
