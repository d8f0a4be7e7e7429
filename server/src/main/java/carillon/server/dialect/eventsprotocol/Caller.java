package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.hub.Hub;
import carillon.core.thread.LastResort;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Envelope;
import carillon.server.access.LoginGate;
import carillon.server.access.LoginOutcome;
import carillon.server.http.AddressGroup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sent one request, and over which connection. Used by the one thread that handles the request. */
final class Caller implements AutoCloseable {

    static final Context.Key<Caller> KEY = new Context.Key<>("caller", Caller.class);

    /** A token fits, with more. */
    private static final int MOST_AUTH = 64 << 10;

    private final LoginGate gate;
    private final InetAddress from;
    private final @Nullable Principal transport;
    private final @Nullable Subscriptions subscriptions;
    private final AnswerAllowance allowance;
    private final LastResort lastResort;
    private @Nullable Principal known;
    private final List<Runnable> afterAnswer = new ArrayList<>();

    /**
     * Notes where a request came from.
     *
     * @param from the peer's address
     * @param transport who the credentials of the transport name; null if there were none
     * @param subscriptions of the connection; null where no events can be delivered
     * @param hub that answers; they are taken from its memory
     */
    Caller(
            LoginGate gate,
            InetAddress from,
            @Nullable Principal transport,
            @Nullable Subscriptions subscriptions,
            Hub hub) {
        this.gate = gate;
        this.from = from;
        this.transport = transport;
        this.subscriptions = subscriptions;
        this.allowance = new AnswerAllowance(
                hub.memory().open(transport == null ? AddressGroup.bounded(from) : transport.name()));
        this.lastResort = hub.threads().lastResort();
        this.known = transport;
    }

    static Caller of(Context context) {
        return context.get(KEY).orElseThrow(() -> new IllegalStateException("a request without a caller"));
    }

    /** Who asks: whom the token in the envelope names, else whom the transport names. */
    Principal principal(Envelope event) {
        var auth = event.auth();
        if (auth != null && auth.utf8().length > MOST_AUTH) {
            // To look into it takes a tree of it, and it is not known yet who sent it.
            throw new RefusedException(ErrorCode.TOO_LARGE, "auth has at most " + MOST_AUTH + " bytes");
        }
        var token = event.attributes().token().filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            var principal = authenticated(gate, token.get(), from);
            known = principal;
            allowance.belongsTo(principal);
            return principal;
        }
        if (transport == null) {
            throw new RefusedException(
                    ErrorCode.UNAUTHENTICATED,
                    "send credentials: Authorization on the request, or a token as auth.token in the event");
        }
        return transport;
    }

    static Principal authenticated(LoginGate gate, String token, InetAddress from) {
        return switch (gate.token(token, from)) {
            case LoginOutcome.Accepted accepted -> accepted.principal();
            case LoginOutcome.RevokedToken revoked ->
                throw new RefusedException(ErrorCode.BAD_CREDENTIALS, "the token was revoked: ask for a new one");
            case LoginOutcome.BadToken bad -> throw badToken();
            case LoginOutcome.WrongPassword wrong -> throw badToken();
            case LoginOutcome.TooMany many ->
                throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS, "too many logins; try again later");
        };
    }

    private static RefusedException badToken() {
        return new RefusedException(
                ErrorCode.BAD_CREDENTIALS, "the token is damaged, over or of another server: ask for a new one");
    }

    /** The connection's subscriptions. */
    Subscriptions subscriptions() {
        if (subscriptions == null) {
            throw new RefusedException(
                    ErrorCode.CONFLICT, "events cannot be delivered over HTTP: use /events/ws or Socket.IO");
        }
        return subscriptions;
    }

    /** Whom the credentials name that came with the connection or the request; null if there were none, or no valid ones. */
    @Nullable
    Principal known() {
        return known;
    }

    /** An error of a handler, which the protocol's processor answers as any failure: one that cannot be survived ends the process. */
    void judge(Error broken) {
        var _ = lastResort.judge(broken);
    }

    /** What the answers to this message may be. */
    AnswerAllowance allowance() {
        return allowance;
    }

    /** The message has been answered, or never will be. */
    @Override
    public void close() {
        allowance.close();
    }

    /** Has something done when the answer was sent. */
    void afterAnswer(Runnable action) {
        afterAnswer.add(action);
    }

    void answered() {
        afterAnswer.forEach(Runnable::run);
        afterAnswer.clear();
    }
}
