package carillon.server.dialect.v1;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.Viewer;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** {@code GET /v1/events} and {@code GET /v1/events/ID}: what was published, with the caller's read state. */
final class HistoryHandler {

    /** Whoever published can read: a query waits for the history this long at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Hub hub;

    HistoryHandler(Hub hub) {
        this.hub = hub;
    }

    Response list(Request request) throws InterruptedException {
        return switch (HistoryParameters.read(request, viewer(request))) {
            case HistoryParameters.Wrong wrong -> V1Problems.malformed(wrong.detail());
            case HistoryParameters.Read read -> isCaughtUp() ? page(read) : behind();
        };
    }

    Response one(Request request) throws InterruptedException {
        if (!isCaughtUp()) {
            return behind();
        }
        var id = request.parameter("id");
        return hub.history()
                .find(id, viewer(request))
                .<Response>map(item -> Response.json(200, EventWriter.write(item.stored(), item.read())))
                .orElseGet(() -> Response.refuse(
                        new Refusal(ErrorCode.NOT_FOUND, "there is no event with the id '" + id + "' for you")));
    }

    private Viewer viewer(Request request) {
        return hub.viewer(request.principal(), request.principal().user());
    }

    private boolean isCaughtUp() throws InterruptedException {
        return hub.awaitHistory(PATIENCE);
    }

    private static Response behind() {
        return Response.refuse(
                new Refusal(ErrorCode.OVERLOADED, "the history is behind the journal; ask again in a moment"));
    }

    private Response page(HistoryParameters.Read read) {
        var query = read.query();
        var page = hub.history().query(query);
        var answer = Json.mapper().createObjectNode();
        events(answer, page.items());
        answer.put("offset", query.offset()).put("limit", query.limit());
        if (page.items().size() == query.limit() && query.offset() + query.limit() < page.total()) {
            answer.put("next", query.offset() + query.limit());
        }
        answer.put("total", page.total());
        if (read.counts()) {
            counts(answer.putObject("counts"), hub.history().counts(query.viewer()));
        }
        return Response.json(200, answer);
    }

    private static void events(ObjectNode answer, List<HistoryItem> items) {
        var array = answer.putArray("events");
        for (var item : items) {
            array.addRawValue(
                    new RawValue(new String(EventWriter.write(item.stored(), item.read()), StandardCharsets.UTF_8)));
        }
    }

    private static void counts(ObjectNode into, HistoryCounts counts) {
        into.put("total", counts.total()).put("read", counts.read()).put("unread", counts.unread());
        var severities = into.putObject("unread_by_severity");
        counts.unreadBySeverity().forEach((severity, number) -> severities.put(severity.wire(), number));
    }
}
