package carillon.server.dialect.cloudevents;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.http.AsyncHandler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code GET /cloudevents}: a WebSocket with the subprotocol {@value #SUBPROTOCOL}. */
final class SocketHandler implements AsyncHandler {

    private static final String SUBPROTOCOL = "cloudevents.json";
    private static final int MAX_SPECS = 64;

    private final Hub hub;
    private final CloudEventsForm form;
    private final CloudEventsConfig config;
    private final CloudEventsFrames shared;

    SocketHandler(Hub hub, CloudEventsForm form, CloudEventsConfig config) {
        this.hub = hub;
        this.form = form;
        this.config = config;
        this.shared = new CloudEventsFrames(form, List.of());
    }

    @Override
    public CompletionStage<Response> handle(Request request, Executor loop) {
        return CompletableFuture.completedFuture(answer(request));
    }

    private Response answer(Request request) {
        if (!request.asksForWebSocket() || !request.headers().lists("sec-websocket-protocol", SUBPROTOCOL)) {
            return refuse(
                    ErrorCode.MALFORMED_REQUEST,
                    "this is a WebSocket, and speaks the subprotocol " + SUBPROTOCOL
                            + ": offer that in Sec-WebSocket-Protocol");
        }
        var texts = request.query().all("spec");
        if (texts.size() > MAX_SPECS) {
            return refuse(ErrorCode.TOO_MANY_SUBSCRIPTIONS, "a socket has at most " + MAX_SPECS + " specs");
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
        var refusal = specs.isEmpty() ? Optional.<Refusal>empty() : hub.refusal(request.principal(), specs);
        return refusal.isPresent() ? Response.refuse(refusal.get()) : from(request, specs);
    }

    private Response from(Request request, List<Spec> specs) {
        var text = request.query().first("since");
        // The extension sequence is padded, and more digits than a position may have.
        var since = text.flatMap(digits -> Position.parse(digits.replaceFirst("^0+(?=[0-9])", "")));
        var acks = request.query().first("acks").orElse("false");
        if (text.isPresent() && since.isEmpty()) {
            return refuse(
                    ErrorCode.MALFORMED_REQUEST, "a position is SEQUENCE or SEQUENCE@EPOCH, not '" + text.get() + "'");
        }
        if (!acks.equals("true") && !acks.equals("false")) {
            return refuse(ErrorCode.MALFORMED_REQUEST, "acks is true or false, not '" + acks + "'");
        }
        var principal = request.principal();
        boolean filtersDiffer = specs.size() > 1 && specs.stream().anyMatch(spec -> spec.filter() != null);
        var format = filtersDiffer ? new CloudEventsFrames(form, specs) : shared;
        return Response.upgrade(
                connection -> {
                    var socket = new CloudEventsSocket(hub, form, principal, connection, acks.equals("true"));
                    if (!specs.isEmpty()) {
                        socket.subscribe(specs, format, since.orElse(null));
                    }
                    return socket;
                },
                config.socket(),
                SUBPROTOCOL);
    }

    private static Response refuse(ErrorCode code, String detail) {
        return Response.refuse(new Refusal(code, detail));
    }
}
