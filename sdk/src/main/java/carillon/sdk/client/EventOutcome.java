package carillon.sdk.client;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.ErrorType;

/** What became of one event that was sent (events-protocol section 8.6). */
public sealed interface EventOutcome {

    /** The name of the response ends in {@code :response}. */
    record Success(Envelope response) implements EventOutcome {

        public Json payload() {
            return response.payload();
        }
    }

    /** A redirect: data for a user interface; nobody follows it by itself. */
    record Redirect(Envelope response, String url, Json queryParameters) implements EventOutcome {}

    /** An error of the service; a type that this library does not know keeps its text. */
    record Failure(Envelope response, ErrorType type) implements EventOutcome {}

    /** No whole answer in time. What had come of the body is not kept. */
    record Timeout() implements EventOutcome {}

    /**
     * The service could not be reached, answered with another status than 2xx, or with something that is no event.
     *
     * @param reason for people
     * @param body as it came; empty if none did
     */
    record FailedDependency(String reason, String body) implements EventOutcome {}
}
