package carillon.server.dialect.v1;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.Viewer;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.server.dialect.EventForm;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/events} and {@code GET /v1/events/ID}: what was published, with the caller's read state. */
final class HistoryHandler {

    private final Hub hub;
    private final List<EventForm> forms;

    HistoryHandler(Hub hub, List<EventForm> forms) {
        this.hub = hub;
        this.forms = forms;
    }

    Response list(Request request) throws InterruptedException {
        return switch (HistoryParameters.read(request, viewer(request), hub.owners())) {
            case HistoryParameters.Wrong wrong -> V1Errors.malformed(wrong.detail());
            case HistoryParameters.Read read ->
                switch (Shown.by(request, forms)) {
                    case Shown.Unknown(String detail) -> V1Errors.malformed(detail);
                    case Shown.Known(Shown shown) ->
                        shown.form() == null
                                ? page(request, read, hub.upToDateHistory())
                                : HistoryBatch.of(request, hub.upToDateHistory(), read.query(), shown);
                };
        };
    }

    Response one(Request request) throws InterruptedException {
        var id = request.parameter("id");
        return hub.upToDateHistory()
                .find(id, viewer(request))
                .<Response>map(item -> Response.json(200, EventWriter.write(item.stored(), item.read())))
                .orElseGet(() -> Response.refuse(
                        new Refusal(ErrorCode.NOT_FOUND, "there is no event with the id '" + id + "' for you")));
    }

    private Viewer viewer(Request request) {
        return hub.viewer(request.principal(), request.principal().user());
    }

    private Response page(Request request, HistoryParameters.Read read, History history) {
        var query = read.query();
        var page = history.query(query);
        var bytes = request.answer();
        try (var json = Json.mapper().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("events");
            for (var item : page.items()) {
                json.writeRawValue(new String(EventWriter.write(item.stored(), item.read()), StandardCharsets.UTF_8));
            }
            json.writeEndArray();
            json.writeNumberProperty("offset", query.offset());
            json.writeNumberProperty("limit", query.limit());
            if (page.more()) {
                json.writeNumberProperty("next", query.offset() + page.items().size());
            }
            json.writeNumberProperty("total", page.total());
            if (read.counts()) {
                counts(json, history.counts(query.viewer()));
            }
            json.writeEndObject();
        }
        return Response.json(200, bytes.toByteArray());
    }

    private static void counts(JsonGenerator json, HistoryCounts counts) {
        json.writeObjectPropertyStart("counts");
        json.writeNumberProperty("total", counts.total());
        json.writeNumberProperty("read", counts.read());
        json.writeNumberProperty("unread", counts.unread());
        json.writeObjectPropertyStart("unread_by_severity");
        counts.unreadBySeverity().forEach((severity, number) -> json.writeNumberProperty(severity.wire(), number));
        json.writeEndObject();
        json.writeEndObject();
    }
}
