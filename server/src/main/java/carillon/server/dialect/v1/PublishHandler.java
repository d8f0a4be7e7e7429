package carillon.server.dialect.v1;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Json;
import carillon.server.http.AsyncHandler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/events}: answers when the events are on disk. */
final class PublishHandler implements AsyncHandler {

    /** A larger body takes milliseconds to read and would hold up the connections of its event loop. */
    private static final int READ_ON_LOOP = 32 * 1024;

    private final Hub hub;

    PublishHandler(Hub hub) {
        this.hub = hub;
    }

    @Override
    public CompletionStage<Response> handle(Request request, Executor loop) {
        var type = request.contentType();
        if (!type.isEmpty() && !type.equals("application/json")) {
            var detail = "events are application/json, not " + type;
            return CompletableFuture.completedFuture(
                    Response.refuse(new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail)));
        }
        return request.body().length <= READ_ON_LOOP
                ? publish(request, loop)
                : CompletableFuture.supplyAsync(
                                () -> publish(request, loop),
                                task -> hub.threads().lastResort().startVirtual("publish", task))
                        .thenCompose(answer -> answer);
    }

    private CompletionStage<Response> publish(Request request, Executor loop) {
        return switch (V1Input.read(request.body())) {
            case V1Input.Wrong wrong ->
                CompletableFuture.completedFuture(V1Errors.of(wrong.refusal(), wrong.index(), wrong.member()));
            case V1Input.Events read ->
                hub.publish(request.principal(), read.events())
                        .thenApplyAsync(outcome -> answer(outcome, read.array()), loop);
        };
    }

    private Response answer(PublishOutcome outcome, boolean array) {
        return switch (outcome) {
            case PublishOutcome.Refused refused -> V1Errors.of(refused.refusal(), refused.index(), "");
            case PublishOutcome.Accepted accepted ->
                Response.json(
                        201,
                        (array ? many(accepted.stored()) : one(accepted.stored().getFirst()))
                                .put("epoch", hub.log().epoch()));
        };
    }

    private static ObjectNode many(List<PublishOutcome.Stored> stored) {
        var answer = Json.mapper().createObjectNode();
        var events = answer.putArray("events");
        stored.forEach(each -> events.add(one(each)));
        return answer;
    }

    private static ObjectNode one(PublishOutcome.Stored stored) {
        var node = Json.mapper().createObjectNode().put("id", stored.id()).put("sequence", stored.sequence());
        if (stored.duplicate()) {
            node.put("duplicate", true);
        }
        return node;
    }
}
