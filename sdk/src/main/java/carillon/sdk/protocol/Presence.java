package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.Optional;

/** Which of the scalar fields an event had; the others tell it themselves by being null. */
record Presence(boolean name, boolean version, boolean id, boolean flowId) {

    /** The first required field that is missing, in the fixed order of dialect {@code gb}. */
    Optional<String> firstMissing(Envelope event) {
        if (!name) {
            return Optional.of("name");
        }
        if (!version) {
            return Optional.of("version");
        }
        if (!id) {
            return Optional.of("id");
        }
        if (!flowId) {
            return Optional.of("flowId");
        }
        if (event.sentPayload() == null) {
            return Optional.of("payload");
        }
        if (event.identity() == null) {
            return Optional.of("identity");
        }
        if (event.auth() == null) {
            return Optional.of("auth");
        }
        return event.metadata() == null ? Optional.of("metadata") : Optional.empty();
    }

    /** The event with defaults in place of what it lacks (events-protocol section 8.2). */
    Envelope completed(Envelope event) {
        var defaults = Replies.standIn();
        return new Envelope(
                name ? event.name() : defaults.name(),
                version ? event.version() : defaults.version(),
                id ? event.id() : defaults.id(),
                flowId ? event.flowId() : defaults.flowId(),
                event.payload(),
                event.identity() == null ? Json.EMPTY_OBJECT : event.identity(),
                event.auth() == null ? Json.EMPTY_OBJECT : event.auth(),
                event.metadata() == null ? Json.EMPTY_OBJECT : event.metadata());
    }
}
