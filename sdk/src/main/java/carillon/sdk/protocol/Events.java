package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Makes responses and errors as dialect {@code go} does (events-protocol section 2.5). */
public final class Events {

    private Events() {}

    /** A fresh UUID version 4 in canonical lower-case text, 36 characters. */
    public static String randomId() {
        return UUID.randomUUID().toString();
    }

    /**
     * The success response: name with {@code :response}, version and flowId of the request, a fresh id. Metadata, identity
     * and auth are not copied. A mux of dialect {@code gb} answers it as that dialect does: with the request's id, and a payload that
     * cannot be serialised is an error of the handler there.
     *
     * @param payload {@link Json}, or anything that Jackson can write; null becomes JSON null
     * @return a response with payload null and the error beside it when the payload cannot be serialised
     */
    public static Outcome newResponse(Envelope request, @Nullable Object payload) {
        var response = new Envelope(
                request.name() + ":response",
                request.version(),
                randomId(),
                request.flowId(),
                Json.NULL,
                null,
                null,
                null);
        try {
            return new Outcome(response.withPayload(json(payload)), null, true);
        } catch (JacksonException unserialisable) {
            return new Outcome(response, unserialisable, true);
        }
    }

    /** The bare {@code error} event, version 1, with payload {@code {"message":…}}; an empty flowId is left out. */
    public static Envelope newError(String flowId, String message) {
        var payload = Json.of(Json.mapper().createObjectNode().put("message", message));
        return new Envelope("error", 1, randomId(), flowId, payload, null, null, null);
    }

    /** {@link #newError} with metadata; null is written as null, what cannot be serialised is left out. */
    public static Envelope newErrorWithMetadata(String flowId, String message, @Nullable Object metadata) {
        return newError(flowId, message)
                .withMetadata(jsonIfSerialisable(metadata).orElse(null));
    }

    private static Optional<Json> jsonIfSerialisable(@Nullable Object value) {
        try {
            return Optional.of(json(value));
        } catch (JacksonException unserialisable) {
            // The protocol says so: an error must reach its caller even if its decoration cannot.
            return Optional.empty();
        }
    }

    /**
     * The JSON of any value.
     *
     * @throws JacksonException if it cannot be serialised
     */
    static Json json(@Nullable Object value) {
        return value instanceof Json ready
                ? ready
                : value == null ? Json.NULL : Json.of(Json.mapper().valueToTree(value));
    }
}
