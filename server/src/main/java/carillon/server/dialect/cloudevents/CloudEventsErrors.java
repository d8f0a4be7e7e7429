package carillon.server.dialect.cloudevents;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.server.http.Response;
import tools.jackson.databind.node.ObjectNode;

/** Problem documents that also say which event and which attribute is meant. */
final class CloudEventsErrors {

    /** What is overloaded now has mostly room again after a moment. */
    private static final String RETRY_SECONDS = "1";

    private CloudEventsErrors() {}

    static Response.Full of(Refusal refusal, int index, String member) {
        boolean overloaded = refusal.code() == ErrorCode.OVERLOADED;
        // Senders of CloudEvents know 429 as the word for "later"; 503 they may take for a broken receiver.
        var plain = Response.problem(overloaded ? new Refusal(ErrorCode.TOO_MANY_REQUESTS, refusal.detail()) : refusal);
        var document = (ObjectNode) Json.parse(plain.body()).tree();
        document.put("index", index);
        if (!member.isEmpty()) {
            document.put("member", member);
        }
        var answer = Response.of(
                plain.status(), "application/problem+json", Json.mapper().writeValueAsBytes(document));
        return overloaded ? answer.header("retry-after", RETRY_SECONDS) : answer;
    }
}
