package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.delivery.Outlet;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.Subscription;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session: its registrations and its answers (section 5). Event loop only, but for what the hub calls back, which
 * hops onto the loop first.
 */
final class DrpSocket implements WebSocketListener {

    /** One registration; the hub gives it its subscription a moment later. */
    private static final class Registration {
        final Spec spec;

        @Nullable
        Subscription subscription;

        /** Set when it is to end before the hub has even accepted it; fills the answer then. */
        @Nullable
        Runnable ending;

        Registration(Spec spec) {
            this.spec = spec;
        }
    }

    private final Hub hub;
    private final DrpConfig config;
    private final Principal principal;
    private final WebSocketConnection connection;
    private final Outlet outlet;
    private final @Nullable Position since;
    private final Answers answers;
    private final Map<String, Registration> registrations = new HashMap<>();

    DrpSocket(
            Hub hub,
            DrpConfig config,
            Principal principal,
            WebSocketConnection connection,
            Outlet outlet,
            @Nullable Position since) {
        this.hub = hub;
        this.config = config;
        this.principal = principal;
        this.connection = connection;
        this.outlet = outlet;
        this.since = since;
        this.answers = new Answers(connection);
    }

    @Override
    public void onText(String text) {
        var command = Command.parse(text);
        if (command.isEmpty()) {
            return;
        }
        var spec = command.get().spec();
        switch (command.get().verb()) {
            case REGISTER -> register(spec);
            case DEREGISTER -> deregister(spec);
        }
    }

    private void register(String text) {
        var place = answers.next();
        if (registrations.containsKey(text)) {
            place.fill(answer("register", text, Json.NULL));
            return;
        }
        if (registrations.size() >= config.maxRegistrations()) {
            place.fill(mistake(
                    text,
                    "a session may have " + config.maxRegistrations() + " registrations and has them;"
                            + " deregister some or open another socket"));
            return;
        }
        switch (Spec.parse(text, config.filters())) {
            case SpecParse.Rejected rejected -> place.fill(mistake(text, rejected.detail()));
            case SpecParse.Parsed parsed -> subscribe(parsed.spec(), place);
        }
    }

    private void subscribe(Spec spec, Answers.Place place) {
        var covered = registrations.values().stream().map(other -> other.spec).toList();
        var registration = new Registration(spec);
        registrations.put(spec.text(), registration);
        // Called on the fan-out thread before any event that the registration lets through: the answer comes first.
        hub.subscribe(new SubscribeRequest(
                        principal,
                        spec,
                        outlet,
                        since,
                        since == null ? List.of() : covered,
                        accepted -> connection.lane().execute(() -> accepted(registration, accepted, place))))
                .thenAccept(outcome -> {
                    if (outcome instanceof SubscribeOutcome.Refused refused) {
                        connection
                                .lane()
                                .execute(() ->
                                        refused(registration, refused.refusal().detail(), place));
                    }
                });
    }

    private void accepted(Registration registration, SubscribeOutcome.Accepted accepted, Answers.Place place) {
        registration.subscription = accepted.subscription();
        place.fill(answer("register", registration.spec.text(), since == null ? Json.NULL : resumed(accepted)));
        if (registration.ending != null) {
            end(accepted.subscription(), registration.ending);
        }
    }

    private void refused(Registration registration, String why, Answers.Place place) {
        var text = registration.spec.text();
        registrations.remove(text, registration);
        place.fill(mistake(text, why));
        if (registration.ending != null) {
            registration.ending.run();
        }
    }

    private void end(Subscription subscription, Runnable ended) {
        hub.unsubscribe(subscription, () -> connection.lane().execute(ended));
    }

    /** Beyond the original: where the replay begins, and whether anything before it is missing. */
    private static Json resumed(SubscribeOutcome.Accepted accepted) {
        var object = Json.mapper().createObjectNode();
        object.put("Sequence", accepted.from().sequence());
        object.put("Epoch", accepted.from().epoch());
        return Json.of(object.put("Whole", accepted.whole()));
    }

    private void deregister(String text) {
        var place = answers.next();
        Runnable ended = () -> place.fill(answer("deregister", text, Json.NULL));
        var registration = registrations.remove(text);
        if (registration == null) {
            ended.run();
        } else {
            end(registration, ended);
        }
    }

    /** The answer comes when no event of the registration can come any more. */
    private void end(Registration registration, Runnable ended) {
        if (registration.subscription == null) {
            registration.ending = ended;
        } else {
            end(registration.subscription, ended);
        }
    }

    @Override
    public void onClose(int code, String reason) {
        registrations.values().forEach(registration -> end(registration, () -> {}));
        registrations.clear();
    }

    private String answer(String action, String spec, Json object) {
        return DrpFrames.text(Event.about("websocket", action, spec)
                .time(config.clock().instant())
                .object(object)
                .build());
    }

    private String mistake(String spec, String message) {
        return answer("error", spec, Json.of(DrpErrors.object("websocket", spec, "register", 400, List.of(message))));
    }
}
