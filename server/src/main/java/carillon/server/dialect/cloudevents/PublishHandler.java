package carillon.server.dialect.cloudevents;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.server.http.AsyncHandler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code POST /cloudevents}: answers when the events are on disk. */
final class PublishHandler implements AsyncHandler {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    /** A larger body takes milliseconds to read and would hold up the connections of its event loop. */
    private static final int READ_ON_LOOP = 32 * 1024;

    private final Hub hub;

    PublishHandler(Hub hub) {
        this.hub = hub;
    }

    @Override
    public CompletionStage<Response> handle(Request request, Executor loop) {
        return request.body().length <= READ_ON_LOOP
                ? publish(request, loop)
                : CompletableFuture.supplyAsync(
                                () -> publish(request, loop),
                                task -> hub.threads().lastResort().startVirtual("publish", task))
                        .thenCompose(answer -> answer);
    }

    private CompletionStage<Response> publish(Request request, Executor loop) {
        return switch (read(request)) {
            case CloudEventsInput.Wrong wrong ->
                done(CloudEventsErrors.of(wrong.refusal(), wrong.index(), wrong.member()));
            // A batch may be empty; nothing is to be stored then.
            case CloudEventsInput.Events read when read.events().isEmpty() -> done(Response.empty(204));
            case CloudEventsInput.Events read ->
                hub.publish(request.principal(), read.events()).thenApplyAsync(PublishHandler::answer, loop);
        };
    }

    private CloudEventsInput.Outcome read(Request request) {
        var type = request.contentType();
        if (type.equals(STRUCTURED)) {
            return CloudEventsInput.structured(request.body());
        }
        if (type.equals(BATCH)) {
            return CloudEventsInput.batch(request.body(), hub.config().maxBatchEvents());
        }
        if (type.startsWith("application/cloudevents")) {
            return wrong(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "CloudEvents are read as " + STRUCTURED + ", as " + BATCH + ", and in binary mode; not as " + type);
        }
        return BinaryMode.asked(request)
                ? BinaryMode.read(request)
                : wrong(
                        ErrorCode.MALFORMED_REQUEST,
                        "this is no CloudEvent. Send one in any of three ways: structured (Content-Type: " + STRUCTURED
                                + "), batched (Content-Type: " + BATCH
                                + ", an array), or binary (headers ce-specversion, ce-id, ce-source and ce-type, the data as body)");
    }

    private static CloudEventsInput.Wrong wrong(ErrorCode code, String detail) {
        return new CloudEventsInput.Wrong(0, "", new Refusal(code, detail));
    }

    private static CompletionStage<Response> done(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static Response answer(PublishOutcome outcome) {
        return switch (outcome) {
            case PublishOutcome.Refused refused -> CloudEventsErrors.of(refused.refusal(), refused.index(), "");
            case PublishOutcome.Accepted _ -> Response.empty(204);
        };
    }
}
