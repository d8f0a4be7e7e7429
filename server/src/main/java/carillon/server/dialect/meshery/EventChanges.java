package carillon.server.dialect.meshery;

import carillon.core.access.Principal;
import carillon.core.hub.ChangeOutcome;
import carillon.core.hub.Hub;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Read marks and deletions: R4 to R7. Every change is one journal record, so a bulk is all or nothing. */
final class EventChanges {

    private static final int MAX_IDS = 1_000;

    private final Hub hub;
    private final MesheryConfig config;
    private final EventLists lists;

    EventChanges(Hub hub, MesheryConfig config, EventLists lists) {
        this.hub = hub;
        this.config = config;
        this.lists = lists;
    }

    Response setStatus(Request request) {
        var id = request.parameter("id");
        return status(object(request), MesheryError.UPDATE)
                .then(read -> EventLists.reading(() -> mark(request, id, read)));
    }

    private Response mark(Request request, String id, boolean read) throws InterruptedException {
        var principal = request.principal();
        var found = lists.find(id, principal);
        if (found.isEmpty()) {
            return Uuids.parse(id).isEmpty()
                    ? MesheryError.of(400, MesheryError.UPDATE, "The event id is not a UUID")
                            .response()
                    : MesheryError.of(404, MesheryError.UPDATE, "There is no such event")
                            .response();
        }
        var known = found.get().stored().event().id();
        var failure = stored(
                hub.mark(Callers.userOf(principal), List.of(known), read),
                MesheryError.UPDATE,
                "The event was not updated");
        if (failure != null) {
            return failure.response();
        }
        var after = lists.find(known, principal).orElse(found.get());
        return lists.event(200, after, config.wireCase().of(request));
    }

    Response bulkStatus(Request request) {
        var body = object(request);
        return ids(body, MesheryError.BULK_UPDATE)
                .then(ids -> status(body, MesheryError.BULK_UPDATE)
                        .then(read -> EventLists.reading(() -> markAll(request, ids, read))));
    }

    private Response markAll(Request request, Set<String> ids, boolean read) throws InterruptedException {
        var principal = request.principal();
        var touched = visible(ids, principal);
        if (!touched.isEmpty()) {
            var failure = stored(
                    hub.mark(Callers.userOf(principal), touched, read),
                    MesheryError.BULK_UPDATE,
                    "The events were not updated");
            if (failure != null) {
                return failure.response();
            }
        }
        var now = lists.upToDate().find(Set.copyOf(touched), lists.viewer(principal), EventLists.MOST_BYTES);
        var updated = touched.stream().map(now::get).filter(Objects::nonNull).toList();
        var writer = new EventWriter(config.wireCase().of(request));
        var systemId = config.systemId().toString();
        var answer = EventLists.json(200, EventWriter.written(request.answer(), json -> {
            json.writeStartArray();
            updated.forEach(item -> writer.write(json, MesheryEvent.of(item, systemId)));
            json.writeEndArray();
        }));
        return updated.size() == touched.size()
                ? answer
                : answer.header(
                        EventLists.TRUNCATED,
                        updated.size() + " of " + touched.size()
                                + " updated events, more would be too large an answer");
    }

    Response delete(Request request) {
        var id = request.parameter("id");
        return EventLists.reading(() -> {
            var touched = visible(Set.of(EventLists.canonical(id)), request.principal());
            if (touched.isEmpty() && Uuids.parse(id).isEmpty()) {
                return MesheryError.of(400, MesheryError.DELETE, "The event id is not a UUID")
                        .response();
            }
            return remove(request.principal(), touched, MesheryError.DELETE, Response.empty(204));
        });
    }

    Response bulkDelete(Request request) {
        return ids(object(request), MesheryError.BULK_DELETE)
                .then(ids -> EventLists.reading(() -> remove(
                        request.principal(),
                        visible(ids, request.principal()),
                        MesheryError.BULK_DELETE,
                        Response.empty(204))));
    }

    /** The later form of the paths: answers which ones are gone. */
    Response bulkDeleteTelling(Request request) {
        return ids(object(request), MesheryError.BULK_DELETE)
                .then(ids -> EventLists.reading(() -> {
                    var touched = visible(ids, request.principal());
                    var answer = EventLists.json(200, EventWriter.written(json -> {
                        json.writeStartObject();
                        json.writeArrayPropertyStart("deleted");
                        touched.forEach(json::writeString);
                        json.writeEndArray();
                        json.writeEndObject();
                    }));
                    return remove(request.principal(), touched, MesheryError.BULK_DELETE, answer);
                }));
    }

    private Response remove(Principal principal, List<String> ids, String code, Response done) {
        if (ids.isEmpty()) {
            return done;
        }
        var failure = stored(hub.delete(Callers.userOf(principal), ids, false), code, "The events were not deleted");
        return failure == null ? done : failure.response();
    }

    /** Ids that the caller may touch, in the order given. */
    private List<String> visible(Set<String> ids, Principal principal) throws InterruptedException {
        var visible = lists.upToDate().visible(ids, lists.viewer(principal));
        return ids.stream().filter(visible::contains).toList();
    }

    /** Null when it is on disk. */
    private static @Nullable MesheryError stored(CompletionStage<ChangeOutcome> change, String code, String error) {
        return switch (change.toCompletableFuture().join()) {
            case ChangeOutcome.Stored stored -> null;
            case ChangeOutcome.Refused refused ->
                // The status says whether it is worth another try: 507 while the disk is full.
                MesheryError.of(
                        refused.refusal().code().httpStatus(),
                        code,
                        error,
                        refused.refusal().detail());
        };
    }

    private static @Nullable JsonNode object(Request request) {
        try {
            var tree = request.json().tree();
            return tree.isObject() ? tree : null;
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }

    private static Parsed<Boolean> status(@Nullable JsonNode body, String code) {
        var value = body == null ? null : body.get("status");
        if (value == null || !value.isString()) {
            return Parsed.bad(MesheryError.of(
                    400,
                    code,
                    "The status could not be read",
                    "send {\"status\":\"read\"} or {\"status\":\"unread\"}"));
        }
        return switch (value.stringValue()) {
            case "read" -> Parsed.good(true);
            case "unread" -> Parsed.good(false);
            default ->
                Parsed.bad(MesheryError.of(
                        400, MesheryError.STATUS, "The event status is not supported", "status is read or unread"));
        };
    }

    private static Parsed<Set<String>> ids(@Nullable JsonNode body, String code) {
        var array = body == null ? null : body.get("ids");
        if (array == null || !array.isArray()) {
            return Parsed.bad(MesheryError.of(400, code, "The ids could not be read", "ids has to be an array"));
        }
        if (array.size() > MAX_IDS) {
            return Parsed.bad(MesheryError.of(400, code, "Too many ids", "at most " + MAX_IDS + " at a time"));
        }
        var ids = new LinkedHashSet<String>();
        for (var item : array) {
            if (!item.isString() || Uuids.parse(item.stringValue()).isEmpty()) {
                return Parsed.bad(MesheryError.of(400, code, "An id is not a UUID", "ids holds " + item));
            }
            ids.add(EventLists.canonical(item.stringValue()));
        }
        return Parsed.good(ids);
    }
}
