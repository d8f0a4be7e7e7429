package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.memory.MemoryBudget;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.EventProcessor;
import carillon.sdk.protocol.Exchange;
import carillon.server.access.LoginGate;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** One WebSocket on {@code /events/ws}: every text message is an event, every one gets one answer. */
final class EventSocket implements WebSocketListener {

    private static final int UNSUPPORTED_DATA = 1003;
    private static final int INTERNAL_FAILURE = 1011;

    private final WebSocketConnection connection;
    private final EventProcessor processor;
    private final LoginGate gate;
    private final MemoryBudget memory;
    private final Exchange upgrade;
    private final @Nullable Principal principal;
    private final Subscriptions subscriptions;
    private final RequestPump pump;

    EventSocket(
            WebSocketConnection connection,
            EventProcessor processor,
            LoginGate gate,
            MemoryBudget memory,
            Exchange upgrade,
            @Nullable Principal principal,
            Subscriptions subscriptions,
            int maxRequestsAtOnce) {
        this.connection = connection;
        this.processor = processor;
        this.gate = gate;
        this.memory = memory;
        this.upgrade = upgrade;
        this.principal = principal;
        this.subscriptions = subscriptions;
        this.pump = new RequestPump(maxRequestsAtOnce, connection::pauseReading, connection::resumeReading);
    }

    @Override
    public void onText(String text) {
        pump.submit(() -> answer(text));
    }

    private void answer(String text) {
        try (var caller = new Caller(gate, connection.remote().getAddress(), principal, subscriptions, memory)) {
            var answer = processor.process(Context.ROOT.with(Caller.KEY, caller), text, upgrade);
            if (answer.isEvent()) {
                connection.sendText(answer.text());
                caller.answered();
            } else {
                connection.close(INTERNAL_FAILURE, "an answer could not be written");
            }
        }
    }

    @Override
    public void onBinary(byte[] bytes) {
        connection.close(UNSUPPORTED_DATA, "events are text");
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
