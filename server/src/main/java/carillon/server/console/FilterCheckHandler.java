package carillon.server.console;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.http.Handler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/filter/check} with {@code {"expr": "type.action.key.filter"}}: whether it parses, and if not, where it
 * stops to. A text that does not parse is an ordinary answer here, so both are 200.
 */
final class FilterCheckHandler implements Handler {

    /** The longest filter, each character escaped, and a little. */
    static final int MAX_BODY_BYTES = 6 * Filter.MAX_TEXT + 1_024;

    @Override
    public Response handle(Request request) {
        try {
            var expression = request.json().tree().path("expr");
            return expression.isString() ? Response.json(200, check(expression.asString())) : refuse();
        } catch (MalformedJsonException notJson) {
            return refuse();
        }
    }

    private static JsonNode check(String text) {
        var answer = Json.mapper().createObjectNode();
        switch (Spec.parse(text)) {
            case SpecParse.Parsed(var spec) -> {
                var filter = spec.filter();
                answer.put("ok", true).put("price", filter == null ? 0 : filter.price());
            }
            case SpecParse.Rejected(int position, String message) ->
                answer.put("ok", false).put("position", position).put("message", message);
        }
        return answer;
    }

    private static Response refuse() {
        return Response.refuse(new Refusal(
                ErrorCode.MALFORMED_REQUEST, "the body is a JSON object with the subscription as text in \"expr\""));
    }
}
