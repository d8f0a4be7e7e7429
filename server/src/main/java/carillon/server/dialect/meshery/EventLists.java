package carillon.server.dialect.meshery;

import carillon.core.access.Principal;
import carillon.core.error.RefusedException;
import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** Reading and posting: R1, R2, R3 and one event by id. */
final class EventLists {

    private static final Logger LOG = LoggerFactory.getLogger(EventLists.class);

    /** What {@code pagesize=all} gives at most; the cap of events per user is a fifth of it. */
    private static final int MOST = 50_000;

    /** Meshery's envelope has no member for it. */
    static final String TRUNCATED = "x-carillon-truncated";

    /** What the events of one answer hold at most, whatever was asked for; the answer says if some are missing. */
    static final int MOST_BYTES = 8 << 20;

    private static final int CHUNK = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Hub hub;
    private final MesheryConfig config;
    private final String systemId;
    private final Clock clock;

    EventLists(Hub hub, MesheryConfig config, Clock clock) {
        this.hub = hub;
        this.config = config;
        this.systemId = config.systemId().toString();
        this.clock = clock;
    }

    /** The history with everything in it that was acknowledged when this was called. */
    History upToDate() throws InterruptedException {
        var history = hub.history();
        long last = hub.log().last();
        if (!hub.awaitHistory(last, PATIENCE) && hub.historyHealth().isOk()) {
            // A list that lacks the newest events still helps; one that never comes does not.
            LOG.warn("the history is {} records behind; a list lacks them", last - history.applied());
        }
        return history;
    }

    Response list(Request request) {
        var caller = Callers.userOf(request.principal());
        return ListRequest.read(request.query(), caller, hub.owners(), systemId)
                .then(wanted ->
                        reading(() -> list(request, wanted, config.wireCase().of(request))));
    }

    private Response list(Request request, ListRequest wanted, WireCase wireCase) throws InterruptedException {
        var history = upToDate();
        var viewer = viewer(request.principal());
        var counts = history.counts(viewer);
        var bytes = request.answer();
        Shown shown;
        try (var json = Json.mapper().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("events");
            shown = wanted.impossible() ? Shown.NONE : events(json, history, wanted, viewer, wireCase);
            json.writeEndArray();
            json.writeNumberProperty(wireCase.name("page"), wanted.page());
            json.writeNumberProperty(
                    wireCase.name("page_size"), wanted.size() == ListRequest.ALL ? shown.number() : wanted.size());
            bySeverity(json, counts, wanted, wireCase);
            json.writeNumberProperty(wireCase.name("total_count"), shown.total());
            json.writeNumberProperty(wireCase.name("read_count"), counts.read());
            json.writeEndObject();
        }
        var answer = json(200, bytes.toByteArray());
        return shown.whole()
                ? answer
                : answer.header(TRUNCATED, shown.number() + " events, more would be too large an answer");
    }

    /**
     * How many events a list shows, and how many there are.
     *
     * @param whole whether it shows all that was asked for
     */
    private record Shown(int number, long total, boolean whole) {
        static final Shown NONE = new Shown(0, 0, true);
    }

    Viewer viewer(Principal principal) {
        return hub.viewer(principal, Callers.userOf(principal));
    }

    /** Writes the events of the page, a chunk at a time: only one chunk of them is there besides what is written. */
    private Shown events(JsonGenerator json, History history, ListRequest wanted, Viewer viewer, WireCase wireCase) {
        boolean all = wanted.size() == ListRequest.ALL;
        int most = all ? MOST : wanted.size();
        long offset = all ? 0 : wanted.page() * wanted.size();
        var writer = new EventWriter(wireCase);
        int number = 0;
        long bytes = 0;
        HistoryPage page;
        do {
            int limit = Math.min(CHUNK, most - number);
            int room = (int) Math.min(HistoryQuery.PAGE_BYTES, MOST_BYTES - bytes);
            page = history.query(wanted.toQuery(viewer, offset + number, limit, room));
            for (var item : page.items()) {
                writer.write(json, MesheryEvent.of(item, systemId));
                bytes += item.bytes();
                number++;
            }
        } while (page.more() && !page.items().isEmpty() && number < most && bytes < MOST_BYTES);
        return new Shown(number, page.total(), !page.more() || number == most);
    }

    /** By weight, of the status asked for, else of unread ones; other filters do not count. */
    private static void bySeverity(JsonGenerator json, HistoryCounts counts, ListRequest wanted, WireCase wireCase) {
        Map<Severity, Long> wantedCounts =
                Boolean.TRUE.equals(wanted.read()) ? counts.readBySeverity() : counts.unreadBySeverity();
        json.writeArrayPropertyStart(wireCase.name("count_by_severity_level"));
        Arrays.stream(Severity.values()).filter(wantedCounts::containsKey).forEach(severity -> {
            json.writeStartObject();
            json.writeStringProperty("severity", severity.wire());
            json.writeNumberProperty("count", wantedCounts.getOrDefault(severity, 0L));
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    Response types(Request request) {
        var principal = request.principal();
        return reading(() -> {
            var types = upToDate().types(viewer(principal));
            return json(200, EventWriter.written(json -> {
                json.writeStartObject();
                texts(json, "category", types.types());
                texts(json, "action", types.actions());
                json.writeEndObject();
            }));
        });
    }

    private static void texts(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    Response one(Request request) {
        var principal = request.principal();
        var id = request.parameter("id");
        return reading(() -> find(id, principal)
                .map(item -> event(200, item, config.wireCase().of(request)))
                .orElseGet(() -> Uuids.parse(id).isPresent()
                        ? MesheryError.of(404, MesheryError.READ, "There is no such event")
                                .response()
                        : MesheryError.of(400, MesheryError.READ, "The event id is not a UUID")
                                .response()));
    }

    Optional<HistoryItem> find(String id, Principal principal) throws InterruptedException {
        return upToDate().find(canonical(id), viewer(principal));
    }

    /** Ids of other dialects may be any text; UUIDs are written in any letter case. */
    static String canonical(String id) {
        return Uuids.parse(id).map(Object::toString).orElse(id);
    }

    Response.Full event(int status, HistoryItem item, WireCase wireCase) {
        return json(status, new EventWriter(wireCase).bytes(MesheryEvent.of(item, systemId)));
    }

    Response ingest(Request request) {
        var principal = request.principal();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return MesheryInput.read(request, Callers.userOf(principal), systemId, now)
                .then(event -> publish(principal, event, config.wireCase().of(request)));
    }

    private Response publish(Principal principal, Event event, WireCase wireCase) {
        var outcome = hub.publish(principal, event).toCompletableFuture().join();
        return switch (outcome) {
            case PublishOutcome.Accepted accepted -> {
                long sequence = accepted.stored().getFirst().sequence();
                var bytes =
                        new EventWriter(wireCase).bytes(MesheryEvent.of(new StoredEvent(sequence, event), systemId));
                yield json(201, bytes).header("location", "/api/system/events/" + event.id());
            }
            case PublishOutcome.Refused refused -> notStored(MesheryError.of(refused.refusal()));
        };
    }

    /** Meshery knows one way of not storing: 500. What the caller can mend keeps its own status. */
    private static Response notStored(MesheryError error) {
        return error.status() < 500
                ? error.response()
                : new MesheryError(500, error.error(), MesheryError.PERSIST, List.of(), error.details()).response();
    }

    /** Work that asks the history. */
    interface Reading {
        Response run() throws InterruptedException;
    }

    static Response reading(Reading work) {
        try {
            return work.run();
        } catch (RefusedException refused) {
            return MesheryError.of(refused.refusal()).response();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return MesheryError.of(503, MesheryError.READ, "The server is going away")
                    .response();
        }
    }

    static Response.Full json(int status, byte[] bytes) {
        return Response.json(status, bytes).header("x-content-type-options", "nosniff");
    }
}
