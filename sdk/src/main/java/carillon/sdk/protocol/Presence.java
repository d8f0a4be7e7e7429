package carillon.sdk.protocol;

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
}
