package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.sdk.protocol.Answer;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.EventProcessor;
import carillon.sdk.protocol.Exchange;
import carillon.server.access.LoginGate;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One WebSocket on {@code /events/ws}: every text message is an event, every one gets one answer. */
final class EventSocket implements WebSocketListener {

    private static final int UNSUPPORTED_DATA = 1003;
    private static final int INTERNAL_FAILURE = 1011;

    private final WebSocketConnection connection;
    private final EventProcessor processor;
    private final LoginGate gate;
    private final Hub hub;
    private final Exchange upgrade;
    private final @Nullable Principal principal;
    private final Subscriptions subscriptions;
    private final RequestPump pump;
    private final Duration loginWithin;
    private final long opened = System.nanoTime();

    /** The upgrade had credentials, or a request since then. */
    private volatile boolean loggedIn;

    EventSocket(
            WebSocketConnection connection,
            EventProcessor processor,
            LoginGate gate,
            Hub hub,
            Exchange upgrade,
            @Nullable Principal principal,
            Subscriptions subscriptions,
            EventsProtocolConfig config) {
        this.connection = connection;
        this.processor = processor;
        this.gate = gate;
        this.hub = hub;
        this.upgrade = upgrade;
        this.principal = principal;
        this.subscriptions = subscriptions;
        this.loginWithin = config.login();
        this.loggedIn = principal != null;
        this.pump = new RequestPump(
                config.maxRequestsAtOnce(),
                hub.threads().lastResort(),
                () -> connection.close(INTERNAL_FAILURE, "a request could not be answered"),
                connection::pauseReading,
                connection::resumeReading);
    }

    @Override
    public void onText(String text) {
        var held = connection.keep(text.length());
        if (held != null) {
            pump.submit(() -> {
                try (held) {
                    answer(text);
                }
            });
        }
    }

    private void answer(String text) {
        try (var caller = new Caller(gate, connection.remote().getAddress(), principal, subscriptions, hub)) {
            var answer = processor.process(Context.ROOT.with(Caller.KEY, caller), text, upgrade);
            if (caller.known() != null) {
                loggedIn = true;
            }
            if (answer.isEvent()) {
                send(answer, caller.allowance());
                caller.answered();
            } else {
                connection.close(INTERNAL_FAILURE, "an answer could not be written");
            }
        }
    }

    private void send(Answer answer, AnswerAllowance allowance) {
        if (allowance.holds()) {
            connection.sendText(answer.text(), allowance.handOver(answer.body().length));
        } else {
            connection.sendText(answer.text());
        }
    }

    @Override
    public void onBinary(byte[] bytes) {
        connection.close(UNSUPPORTED_DATA, "events are text");
    }

    /** A connection of nobody is not kept: it costs as much as one that is used. */
    @Override
    public void onTick(long now) {
        if (!loggedIn && now - opened > loginWithin.toNanos()) {
            connection.close(
                    POLICY_VIOLATION,
                    "no request had valid credentials within " + loginWithin.toSeconds() + " s of the opening");
        }
    }

    @Override
    public boolean owesAnswers() {
        return pump.isBusy();
    }

    @Override
    public void onClose(int code, String reason) {
        subscriptions.close();
    }
}
