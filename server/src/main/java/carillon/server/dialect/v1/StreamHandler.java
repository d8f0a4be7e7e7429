package carillon.server.dialect.v1;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.ReserveOutcome;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.dialect.EventForm;
import carillon.server.http.AsyncHandler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.SseFrames;
import carillon.server.http.SseStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/stream}: one subscription as server-sent events.
 *
 * <p>Several specs become one subscription. Subscribed one by one, each would replay at its own speed, and the id of the
 * last event would say nothing about how far the slowest has come.
 */
final class StreamHandler implements AsyncHandler {

    private static final int MAX_SPECS = 64;

    private final Hub hub;
    private final List<EventForm> forms;

    /** One format for each form: streams of one form share frames. */
    private final Map<Shown, V1Frames> shared = new HashMap<>();

    StreamHandler(Hub hub, List<EventForm> forms) {
        this.hub = hub;
        this.forms = forms;
        share(Shown.NATIVE);
        for (var form : forms) {
            share(new Shown(form, false));
            share(new Shown(form, true));
        }
    }

    private void share(Shown shown) {
        shared.put(shown, new V1Frames(hub.log().epoch(), List.of(), shown));
    }

    @Override
    public CompletionStage<Response> handle(Request request, Executor loop) {
        return CompletableFuture.completedFuture(answer(request));
    }

    private Response answer(Request request) {
        var texts = request.query().has("spec") ? request.query().all("spec") : List.of("*.*.*");
        if (texts.size() > MAX_SPECS) {
            return refuse(ErrorCode.TOO_MANY_SUBSCRIPTIONS, "a stream has at most " + MAX_SPECS + " specs");
        }
        var specs = new ArrayList<Spec>();
        for (var text : texts) {
            switch (Spec.parse(text)) {
                case SpecParse.Parsed parsed -> specs.add(parsed.spec());
                case SpecParse.Rejected rejected -> {
                    return refuse(ErrorCode.INVALID_SPEC, "spec '" + text + "': " + rejected.detail());
                }
            }
        }
        // Before the head, while a client can still be told by a status; the hub decides again when the stream begins.
        var refusal = hub.refusal(request.principal(), specs);
        if (refusal.isPresent()) {
            return Response.refuse(refusal.get());
        }
        return switch (Shown.by(request, forms)) {
            case Shown.Unknown(String detail) -> refuse(ErrorCode.MALFORMED_REQUEST, detail);
            case Shown.Known(Shown shown) -> from(request, specs, shown);
        };
    }

    private Response from(Request request, List<Spec> specs, Shown shown) {
        // A browser that reconnects repeats the address, with the old since in it, and adds where it has come to.
        var text = request.header("last-event-id").or(() -> request.query().first("since"));
        if (text.isEmpty()) {
            return stream(request.principal(), specs, null, shown);
        }
        var since = Position.parse(text.get());
        return since.isEmpty()
                ? refuse(
                        ErrorCode.MALFORMED_REQUEST,
                        "a position is SEQUENCE or SEQUENCE@EPOCH, the id of an event, not '" + text.get() + "'")
                : stream(request.principal(), specs, since.get(), shown);
    }

    private static Response refuse(ErrorCode code, String detail) {
        return Response.refuse(new Refusal(code, detail));
    }

    private Response stream(Principal principal, List<Spec> specs, @Nullable Position since, Shown shown) {
        boolean filtersDiffer = specs.size() > 1 && specs.stream().anyMatch(spec -> spec.filter() != null);
        var format = filtersDiffer
                ? new V1Frames(hub.log().epoch(), specs, shown)
                : Objects.requireNonNull(shared.get(shown));
        var wanted = specs.size() == 1 ? specs.getFirst() : merged(specs);
        return Response.stream(stream -> {
            var request = new SubscribeRequest(
                    principal, wanted, stream.outlet(format), since, List.of(), accepted -> tell(stream, accepted));
            switch (hub.reserve(principal, specs)) {
                case ReserveOutcome.Refused refused -> refused(stream, refused.refusal());
                case ReserveOutcome.Reserved reserved -> {
                    var _ = hub.subscribe(request, reserved.allowance())
                            .thenAccept(outcome -> subscribed(stream, outcome));
                }
            }
        });
    }

    /** Everything that one of the specs may want; the format of the stream then looks at their filters. */
    private static Spec merged(List<Spec> specs) {
        List<Selector> alternatives =
                specs.stream().flatMap(spec -> spec.alternatives().stream()).toList();
        return new Spec(specs.stream().map(Spec::text).collect(Collectors.joining(" ")), alternatives, null);
    }

    /** Before the first event: where the stream begins, as an id to resume from, and whether nothing is missing. */
    private static void tell(SseStream stream, SubscribeOutcome.Accepted accepted) {
        var from = accepted.from().toString();
        var data = Json.mapper().createObjectNode().put("from", from).put("whole", accepted.whole());
        stream.send(SseFrames.event(
                from, accepted.whole() ? "subscribed" : "gap", Json.mapper().writeValueAsBytes(data)));
    }

    private void subscribed(SseStream stream, SubscribeOutcome outcome) {
        switch (outcome) {
            case SubscribeOutcome.Accepted accepted ->
                stream.onClose(() -> hub.unsubscribe(accepted.subscription(), () -> {}));
            case SubscribeOutcome.Refused refused -> refused(stream, refused.refusal());
        }
    }

    private static void refused(SseStream stream, Refusal refusal) {
        stream.send(SseFrames.event("", "refused", Response.problem(refusal).body()));
        stream.close();
    }
}
