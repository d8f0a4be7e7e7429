package carillon.benchmarks.journal;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.segmentlog.SegmentLog;
import carillon.server.sqlite.SqliteHistory;
import java.nio.file.Path;

/** A whole hub inside this process, as a server composes it: rights, ids, journal, fan-out to nobody, history. */
final class HubTarget implements IngestTarget {

    /** With what the journal keeps beside it, an event of {@link JournalIngest}'s size. */
    private static final Json OBJECT = Json.parse("{\"pad\":\"" + "x".repeat(300) + "\"}");

    private final SegmentLog journal;
    private final SqliteHistory history;
    private final Hub hub;

    HubTarget(Path directory) {
        journal = SegmentLog.open(directory.resolve("journal"));
        history = SqliteHistory.open(directory.resolve("history.db"));
        hub = new Hub(journal, history, new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
        hub.start();
    }

    @Override
    public void append(byte[] body, Runnable durable) {
        var event = Event.about("bench", "tick", "k").object(OBJECT).build();
        var _ = hub.publish(Principal.SYSTEM, event).whenComplete((outcome, failure) -> {
            if (!(outcome instanceof PublishOutcome.Accepted)) {
                throw new IllegalStateException("refused: " + outcome, failure);
            }
            durable.run();
        });
    }

    @Override
    public void close() {
        hub.close();
        history.close();
        journal.close();
    }
}
