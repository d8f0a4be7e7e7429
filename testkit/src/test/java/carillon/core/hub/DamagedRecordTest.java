package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Lane;
import carillon.core.log.Draft;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.RecordKind;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import carillon.testkit.log.RecordingReceipt;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A record whose frame is whole and whose body is not, as an older version or a faulty disk may leave it. */
class DamagedRecordTest {

    private static final Principal ADA = new Principal("user:ada", "ada", List.of(Role.SUPERUSER), null, null);

    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private final HubThreads threads = new HubThreads(new LastResort((name, cause) -> ends.add(cause)));

    @Test
    void aReplayThatMeetsItTellsItsReaderThatTheJournalCannotBeRead() {
        var tape = new FakeLog.Tape("fake");
        store(tape);
        try (var loop = Executors.newSingleThreadExecutor();
                var journal = new FakeLog(tape, InstantSource.system());
                var hub = new Hub(
                        journal,
                        new FakeHistory(),
                        new ClaimAuthorizer(AuthzMode.STRICT),
                        HubConfig.DEFAULT,
                        new MemoryBudget(16 << 20),
                        threads)) {
            hub.start();
            var outlet = new RecordingOutlet(new Lane(loop, threads.lastResort()), new RecordingFrame.Format());
            var everything = ((SpecParse.Parsed) Spec.parse("*.*.*")).spec();
            hub.subscribe(new SubscribeRequest(
                    ADA, everything, outlet, new Position(0, journal.epoch()), List.of(), accepted -> {}));

            await().untilAsserted(() ->
                    assertThat(outlet.brokenOff()).contains("events after", "cannot be read", "come back"));
            assertThat(outlet.sequences()).doesNotContain(3L, 4L);
            assertThat(ends).isEmpty();
        }
    }

    /** Two events, half of one, and another. */
    private static void store(FakeLog.Tape tape) {
        try (var writer = new FakeLog(tape, InstantSource.system())) {
            var half = Arrays.copyOf(event(3).body(), event(3).body().length / 2);
            writer.append(
                    List.of(event(1), event(2), new Draft(RecordKind.EVENT, half), event(4)), new RecordingReceipt());
        }
    }

    private static Draft event(int number) {
        return EntryCodec.encode(new Entry.Published(Event.about("machines", "create", "m" + number)
                .id("id" + number)
                .build()));
    }
}
