package carillon.server.dialect.drp;

import carillon.core.error.ErrorCode;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code POST /events} (section 10): answered when the event is on disk and on its way to subscribers. */
final class EventsResource {

    private final Hub hub;
    private final DrpConfig config;

    EventsResource(Hub hub, DrpConfig config) {
        this.hub = hub;
        this.config = config;
    }

    void mount(Routes routes) {
        routes.async("POST", "/events", this::post);
    }

    /** On the event loop: nothing here blocks, and a thread for each event would cost more than the event. */
    private CompletionStage<Response> post(Request request) {
        if (!request.contentType().equals("application/json")) {
            return answer(DrpErrors.of(request, 400, "the content type must be application/json"));
        }
        var principal = request.principal();
        return switch (PostedEvent.read(
                request.body(), principal.name(), config.clock().instant())) {
            case PostedEvent.Malformed malformed -> answer(DrpErrors.of(request, 400, malformed.message()));
            case PostedEvent.Reserved reserved -> answer(DrpErrors.of(request, 422, reserved.message()));
            case PostedEvent.Read read ->
                hub.publish(principal, read.event()).thenApply(outcome -> told(request, outcome));
        };
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    static Response told(Request request, PublishOutcome outcome) {
        return switch (outcome) {
            case PublishOutcome.Accepted stored -> noContent();
            case PublishOutcome.Refused refused ->
                refused.refusal().code() == ErrorCode.FORBIDDEN
                        ? DrpErrors.forbidden(request, "events", "post", "*")
                        : Response.refuse(refused.refusal());
        };
    }

    /** The stock client wants the type of a body that is not there (section 3.1). */
    static Response noContent() {
        return Response.empty(204).header("content-type", "application/json");
    }
}
