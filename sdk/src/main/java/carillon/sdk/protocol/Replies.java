package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes responses and requests as dialect {@code gb} does (events-protocol sections 2.4 and 2.5). */
public final class Replies {

    private Replies() {}

    /** The success response with the request's name, version, id and flowId. Change id and flowId with {@code with…}. */
    public static Envelope response(Envelope request, @Nullable Object payload) {
        return reply(request, "response", Events.json(payload));
    }

    /** A redirect: data for the caller's user interface, never an HTTP redirect. */
    public static Envelope redirect(Envelope request, String url, Map<String, ?> queryParameters) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("url", url);
        payload.put("queryParameters", queryParameters);
        return reply(request, "redirect", Events.json(payload));
    }

    /**
     * A typed error.
     *
     * @throws IllegalArgumentException if clients would not know the type
     */
    public static Envelope error(Envelope request, ErrorType type, String code, Map<String, ?> parameters) {
        if (!type.known()) {
            throw new IllegalArgumentException("no client knows the error type " + type.text());
        }
        return reply(request, type.text(), failure(code, parameters));
    }

    /** The bare {@code eventNotFound}, version 1. */
    public static Envelope notFound(Envelope request) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("event", request.name());
        parameters.put("version", request.version());
        return padded(
                "eventNotFound", 1, request.id(), request.flowId(), failure("NO_EVENT_HANDLER_FOUND", parameters));
    }

    /** The bare {@code badProtocol}, version 1, with a fresh id and flowId. */
    public static Envelope badProtocol(String missingField) {
        var parameters = Map.of("propertyName", missingField);
        return padded(
                "badProtocol",
                1,
                Events.randomId(),
                Events.randomId(),
                failure("INVALID_COMMUNICATION_PROTOCOL", parameters));
    }

    /** What a failure without anything to say about it is answered with. */
    static Envelope crash(Envelope request) {
        return reply(request, "error", failure("UNHANDLED_ERROR", Map.of()));
    }

    /** What stands in for a request that could not be decoded. */
    static Envelope standIn() {
        return padded("badProtocol", 1, Events.randomId(), Events.randomId(), Json.EMPTY_OBJECT);
    }

    /**
     * A request to another service, made while an event is handled: id and flowId are that event's (section 8.4).
     *
     * @throws IllegalStateException outside a handler; give id and flowId yourself there
     */
    public static Envelope request(Context context, String name, int version, @Nullable Object payload) {
        var current = context.get(Context.EVENT)
                .orElseThrow(() -> new IllegalStateException("no event is being handled: set id and flowId"));
        return request(name, version, current.id(), current.flowId(), payload);
    }

    /** A request with all eight members. */
    public static Envelope request(String name, int version, String id, String flowId, @Nullable Object payload) {
        if (name.isEmpty() || id.isEmpty() || flowId.isEmpty()) {
            throw new IllegalArgumentException("a request needs a name, an id and a flowId");
        }
        return padded(name, version, id, flowId, Events.json(payload));
    }

    private static Envelope reply(Envelope request, String suffix, Json payload) {
        return padded(request.name() + ":" + suffix, request.version(), request.id(), request.flowId(), payload);
    }

    private static Envelope padded(String name, int version, String id, String flowId, Json payload) {
        return new Envelope(
                name, version, id, flowId, payload, Json.EMPTY_OBJECT, Json.EMPTY_OBJECT, Json.EMPTY_OBJECT);
    }

    private static Json failure(String code, Map<String, ?> parameters) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("code", code);
        payload.put("parameters", parameters);
        return Events.json(payload);
    }
}
