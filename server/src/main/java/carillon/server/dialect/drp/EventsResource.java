package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Decision;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /events} (section 10): answered when the event is on disk and on its way to subscribers. */
final class EventsResource {

    private static final Decision.Lacking POSTING = new Decision.Lacking("events", "post", "*");

    private final Hub hub;
    private final DrpConfig config;
    private final ClaimAuthorizer authorizer;
    private final AccessPolicy policy;
    private final ObjectStore objects;

    EventsResource(Hub hub, DrpConfig config, ClaimAuthorizer authorizer, AccessPolicy policy, ObjectStore objects) {
        this.hub = hub;
        this.config = config;
        this.authorizer = authorizer;
        this.policy = policy;
        this.objects = objects;
    }

    void mount(Routes routes) {
        routes.async("POST", "/events", this::post);
    }

    /** On the event loop: nothing here blocks, and a thread for each event would cost more than the event. */
    private CompletionStage<Response> post(Request request, Executor loop) {
        if (!request.contentType().equals("application/json")) {
            return answer(DrpErrors.of(request, 400, "the content type must be application/json"));
        }
        var principal = request.principal();
        return switch (DrpInput.read(request, principal.name(), config.clock().instant())) {
            case DrpInput.Malformed malformed -> answer(DrpErrors.of(request, 400, malformed.message()));
            case DrpInput.Reserved reserved -> answer(DrpErrors.of(request, 422, reserved.message()));
            case DrpInput.Read read ->
                request.query().first("track").filter("true"::equals).isPresent()
                        ? onThread(() -> track(request, read.event()))
                        : hub.publish(principal, objects.masked(read.event()))
                                .thenApplyAsync(
                                        outcome -> told(outcome, refusal -> DrpErrors.forbidden(request, POSTING)),
                                        loop);
        };
    }

    /** Beyond the original: the hub keeps the state of the object and fills in {@code Original} from it. */
    private Response track(Request request, Event event) {
        var subject = event.subject();
        if (!ObjectRequest.possibleType(subject.type())
                || AccessShelf.TYPES.contains(subject.type())
                || !ObjectRequest.possibleKey(subject.key())
                || !(event.object().tree().isObject() || subject.action().equals("delete"))) {
            return DrpErrors.of(
                    request,
                    422,
                    "only events about objects can be tracked: with a type in lower case other than"
                            + " users, roles and tenants, a key, and an Object that is a JSON object");
        }
        if (!authorizer.rights(request.principal()).mayPublish()) {
            return DrpErrors.forbidden(request, POSTING);
        }
        var about = new ObjectRequest(request, subject.type(), subject.key(), policy);
        var outcome = objects.track(event, (present, after) -> tracking(about, present, after));
        return told(outcome, refusal -> DrpErrors.forbidden(request, refusal.detail()));
    }

    /** The same rights that a request needs which creates, changes or removes the object. */
    private static Shelf.@Nullable Verdict tracking(
            ObjectRequest about, Shelf.@Nullable Item present, @Nullable JsonNode after) {
        if (present != null) {
            return about.refusal(after == null ? "delete" : "update", present, after);
        }
        return after == null ? about.refusal("delete", null, null) : about.creation(after);
    }

    private CompletionStage<Response> onThread(Supplier<Response> work) {
        var answer = new CompletableFuture<Response>();
        hub.threads().lastResort().startVirtual("track", () -> answer.completeAsync(work, Runnable::run));
        return answer;
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    private static Response told(PublishOutcome outcome, Function<Refusal, Response> forbidden) {
        return switch (outcome) {
            case PublishOutcome.Accepted stored -> noContent();
            case PublishOutcome.Refused refused ->
                refused.refusal().code() == ErrorCode.FORBIDDEN
                        ? forbidden.apply(refused.refusal())
                        : Response.refuse(refused.refusal());
        };
    }

    /** The stock client wants the type of a body that is not there (section 3.1). */
    private static Response noContent() {
        return Response.empty(204).header("content-type", "application/json");
    }
}
