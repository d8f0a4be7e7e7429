package carillon.server.dialect.cloudevents;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.core.hub.ReserveOutcome;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.Subscription;
import carillon.core.memory.MemoryBudget;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: each text message is one event, both ways. Event loop only, but for what the hub calls back, which hops onto the loop
 * first. The standard has no acknowledgement; a refusal is told all the same, or the event would be lost in silence.
 */
final class CloudEventsSocket implements WebSocketListener {

    /** So many messages that cannot be read, one after another, are no CloudEvents. */
    private static final int MOST_MALFORMED = 3;

    /** Messages that wait to be stored; no further one is read meanwhile. */
    private static final int MOST_WAITING = 64;

    private final Hub hub;
    private final CloudEventsForm form;
    private final Principal principal;
    private final WebSocketConnection connection;
    private final boolean acks;
    private @Nullable Subscription subscription;
    private boolean closed;
    private int malformed;
    private int waiting;

    CloudEventsSocket(
            Hub hub, CloudEventsForm form, Principal principal, WebSocketConnection connection, boolean acks) {
        this.hub = hub;
        this.form = form;
        this.principal = principal;
        this.connection = connection;
        this.acks = acks;
    }

    // ---- out

    /** Several specs become one subscription: subscribed one by one, each would replay at its own speed. */
    void subscribe(List<Spec> specs, CloudEventsFrames format, @Nullable Position since) {
        switch (hub.reserve(principal, specs)) {
            case ReserveOutcome.Refused refused -> refused(refused.refusal());
            case ReserveOutcome.Reserved reserved -> {
                var wanted = specs.size() == 1 ? specs.getFirst() : merged(specs);
                var request = new SubscribeRequest(
                        principal, wanted, connection.outlet(format), since, List.of(), this::accepted);
                var _ = hub.subscribe(request, reserved.allowance())
                        .thenAccept(outcome -> connection.lane().execute(() -> subscribed(outcome)));
            }
        }
    }

    private static Spec merged(List<Spec> specs) {
        List<Selector> alternatives =
                specs.stream().flatMap(spec -> spec.alternatives().stream()).toList();
        return new Spec(specs.stream().map(Spec::text).collect(Collectors.joining(" ")), alternatives, null);
    }

    /** On the fan-out thread, before the first event: what is missing is said first. */
    private void accepted(SubscribeOutcome.Accepted accepted) {
        if (!accepted.whole()) {
            var from =
                    Json.mapper().createObjectNode().put("from", accepted.from().toString());
            connection.lane().execute(() -> tell("carillon.stream.gap", "", Json.of(from)));
        }
    }

    private void subscribed(SubscribeOutcome outcome) {
        switch (outcome) {
            case SubscribeOutcome.Accepted accepted -> {
                subscription = accepted.subscription();
                if (closed) {
                    unsubscribe();
                }
            }
            case SubscribeOutcome.Refused refused -> refused(refused.refusal());
        }
    }

    private void refused(Refusal refusal) {
        connection.close(refusal.code(), refusal.detail());
    }

    @Override
    public void onClose(int code, String reason) {
        closed = true;
        unsubscribe();
    }

    private void unsubscribe() {
        if (subscription != null) {
            hub.unsubscribe(subscription, () -> {});
            subscription = null;
        }
    }

    // ---- in

    @Override
    public void onBinary(byte[] bytes) {
        malformed(new CloudEventsInput.Wrong(
                0, "", new Refusal(ErrorCode.MALFORMED_REQUEST, "an event is a text message, not a binary one")));
    }

    @Override
    public void onText(String text) {
        switch (CloudEventsInput.structured(text.getBytes(StandardCharsets.UTF_8))) {
            case CloudEventsInput.Wrong wrong -> malformed(wrong);
            case CloudEventsInput.Events read -> {
                malformed = 0;
                var held = connection.keep(text.length());
                if (held != null) {
                    publish(read.events().getFirst(), held);
                }
            }
        }
    }

    private void malformed(CloudEventsInput.Wrong wrong) {
        tell("carillon.event.refused", "", problem(wrong.refusal(), wrong.member()));
        if (++malformed == MOST_MALFORMED) {
            connection.close(
                    ErrorCode.MALFORMED_REQUEST, MOST_MALFORMED + " messages one after another were no events");
        }
    }

    private void publish(Event event, MemoryBudget.Reservation held) {
        if (++waiting == MOST_WAITING) {
            connection.pauseReading();
        }
        var _ = hub.publish(principal, event)
                .whenComplete((outcome, failure) -> connection.lane().execute(() -> {
                    held.close();
                    if (waiting-- == MOST_WAITING) {
                        connection.resumeReading();
                    }
                    answer(event, outcome);
                }));
    }

    private void answer(Event event, @Nullable PublishOutcome outcome) {
        // As its sender wrote it, without the source.
        var id = event.id().substring(event.source().length() + 1);
        switch (outcome) {
            case null -> connection.close(ErrorCode.INTERNAL, "an event could not be stored");
            case PublishOutcome.Refused refused -> tell("carillon.event.refused", id, problem(refused.refusal(), ""));
            case PublishOutcome.Accepted accepted -> {
                if (acks) {
                    var place = Json.mapper()
                            .createObjectNode()
                            .put("sequence", accepted.stored().getFirst().sequence());
                    tell("carillon.event.stored", id, Json.of(place));
                }
            }
        }
    }

    private static Json problem(Refusal refusal, String member) {
        return Json.trusted(CloudEventsErrors.of(refusal, 0, member).body());
    }

    private void tell(String type, String subject, Json data) {
        connection.sendText(new String(form.own(type, subject, data), StandardCharsets.UTF_8));
    }

    @Override
    public boolean owesAnswers() {
        return waiting > 0;
    }
}
