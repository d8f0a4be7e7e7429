package carillon.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.testkit.log.FakeLog;
import carillon.testkit.log.RecordingReceipt;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    private static final int WINDOW = 5;

    private final Judge judge = new Judge(WINDOW);
    private long last;

    private static Draft event(String id, String publisher) {
        return EntryCodec.encode(new Entry.Published(Event.about("machines", "update", id)
                .id(id)
                .principal(publisher)
                .build()));
    }

    private static Draft change(String id, String key, Json state, long base) {
        var event = Event.about("machines", "update", key).id(id).build();
        return EntryCodec.encode(new Entry.ObjectChanged(event, "machines", key, state, base));
    }

    /** As the log does it when the write succeeds. */
    private List<Verdict> durable(Draft... drafts) {
        var verdicts = judge.decide(last + 1, List.of(drafts));
        last += stored(verdicts);
        judge.commit();
        return verdicts;
    }

    private static long stored(List<Verdict> verdicts) {
        return verdicts.stream().filter(Verdict.Stored.class::isInstance).count();
    }

    @Test
    void theOldestIdIsForgottenWhenTheWindowIsFull() {
        for (int i = 1; i <= WINDOW + 1; i++) {
            durable(event("e" + i, "ada"));
        }
        assertThat(durable(event("e2", "ada"))).containsExactly(new Verdict.Duplicate(2, "ada"));
        assertThat(durable(event("e1", "ada"))).containsExactly(new Verdict.Stored(WINDOW + 2));
        assertThat(durable(event("e2", "ada"))).containsExactly(new Verdict.Stored(WINDOW + 3));
    }

    @Test
    void nobodySeesWhatIsNotDurableYet() {
        var _ = judge.decide(1, List.of(event("a", "ada")));
        assertThat(judge.sequenceOf("a")).isZero();
        judge.commit();
        assertThat(judge.sequenceOf("a")).isEqualTo(1);
    }

    @Test
    void anObjectThatWasRemovedCanBeMadeAgain() {
        durable(change("1", "m", Json.EMPTY_OBJECT, 0));
        durable(change("2", "m", Json.NULL, 1));
        assertThat(judge.versionOf("machines", "m")).isZero();
        assertThat(durable(change("3", "m", Json.EMPTY_OBJECT, 1))).containsExactly(new Verdict.Outdated(0));
        assertThat(durable(change("4", "m", Json.EMPTY_OBJECT, 0))).containsExactly(new Verdict.Stored(3));
        assertThat(durable(change("5", "m", Json.EMPTY_OBJECT, Entry.ANY_VERSION)))
                .containsExactly(new Verdict.Stored(4));
    }

    @Test
    void aCheckpointIsDueAfterSoManyEvents() {
        for (int i = 1; i <= Judge.CHECKPOINT_EVERY; i++) {
            assertThat(judge.dueCheckpoint()).isEmpty();
            durable(event("e" + i, "ada"));
        }
        var due = judge.dueCheckpoint().orElseThrow();
        assertThat(due.ids()).isEqualTo(WINDOW);
        durable(EntryCodec.encode(due));
        assertThat(judge.dueCheckpoint()).isEmpty();
    }

    /** Whatever failed in between, the state is that of the records in the log and of nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasRolledBackLeavesNoTrace(long seed) {
        var random = new Random(seed);
        var inTheLog = new ArrayList<Draft>();
        for (int i = 0; i < 2_000; i++) {
            var drafts = IntStream.range(0, random.nextInt(1, 5))
                    .mapToObj(any -> draft(random))
                    .toList();
            var verdicts = judge.decide(last + 1, drafts);
            if (random.nextInt(3) == 0) {
                judge.rollBack();
                continue;
            }
            for (int d = 0; d < drafts.size(); d++) {
                if (verdicts.get(d) instanceof Verdict.Stored(long sequence)) {
                    inTheLog.add(drafts.get(d));
                    assertThat(sequence).isEqualTo(inTheLog.size());
                }
            }
            last += stored(verdicts);
            judge.commit();
        }
        var other = new Judge(WINDOW);
        for (int i = 0; i < inTheLog.size(); i++) {
            assertThat(other.decide(i + 1, List.of(inTheLog.get(i)))).containsExactly(new Verdict.Stored(i + 1));
            other.commit();
        }
        assertThat(judge.checkpoint()).isEqualTo(other.checkpoint());
        assertThat(judge.checkpoint().idsHash()).isNotZero();
    }

    private Draft draft(Random random) {
        var id = "e" + random.nextInt(20);
        var key = "k" + random.nextInt(3);
        return switch (random.nextInt(4)) {
            case 0 -> change(id, key, Json.EMPTY_OBJECT, judge.versionOf("machines", key));
            case 1 -> change(id, key, Json.NULL, random.nextInt(2) == 0 ? 0 : judge.versionOf("machines", key));
            default -> event(id, random.nextInt(4) == 0 ? "bob" : "ada");
        };
    }

    @Test
    void aLogThatIsOpenedAgainKnowsTheSameAndSaysWhenItDoesNot() {
        var tape = new FakeLog.Tape("epoch");
        try (var log = new FakeLog(tape, InstantSource.system())) {
            for (int i = 0; i < 300; i++) {
                RecordingReceipt.stored(log, event("e" + i, "ada"));
            }
            RecordingReceipt.stored(log, EntryCodec.encode(log.judge().checkpoint()));
            RecordingReceipt.stored(log, event("later", "ada"));
        }
        try (var log = new FakeLog(tape, InstantSource.system())) {
            assertThat(new Judge(50_000).restore(log)).isEmpty();
            assertThat(new Judge(10).restore(log))
                    .as("another window cannot be compared")
                    .isEmpty();
            var wrong = new Entry.Checkpoint(50_000, 301, 17, 0);
            RecordingReceipt.stored(log, EntryCodec.encode(wrong));
            assertThat(new Judge(50_000).restore(log).orElseThrow())
                    .contains("the checkpoint at 303 knew 301 ids with hash 11")
                    .contains("give 301");
        }
    }
}
