package carillon.server.dialect.cloudevents;

import carillon.sdk.event.Json;

/** The data of one event. */
sealed interface EventData {

    record Absent() implements EventData {}

    /** JSON; a text of another type is a JSON string. */
    record Value(Json json) implements EventData {}

    /** Anything else, as Base64. */
    record Bytes(String base64) implements EventData {}
}
