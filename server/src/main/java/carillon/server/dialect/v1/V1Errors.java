package carillon.server.dialect.v1;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.server.http.Response;
import tools.jackson.databind.node.ObjectNode;

/** Problem documents that also say which event and which member is meant. */
final class V1Errors {

    private V1Errors() {}

    static Response of(Refusal refusal, int index, String member) {
        var plain = Response.problem(refusal);
        var document = (ObjectNode) Json.parse(plain.body()).tree();
        document.put("index", index);
        if (!member.isEmpty()) {
            document.put("member", member);
        }
        return Response.of(
                plain.status(), "application/problem+json", Json.mapper().writeValueAsBytes(document));
    }

    static Response malformed(String detail) {
        return Response.refuse(new Refusal(ErrorCode.MALFORMED_REQUEST, detail));
    }
}
