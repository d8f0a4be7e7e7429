package carillon.server.dialect.sysadm;

import carillon.core.access.OpenSessions;
import carillon.core.hub.Hub;
import carillon.server.dialect.sysadm.Envelope.Message;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its login, its subscriptions, its requests. Requests block and come one after another, on virtual threads;
 * {@link #end} may come at any time.
 */
final class Session {

    static final String LOCKED = "Too Many Authorization Failures - Try again later";

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Logins logins;
    private final Calls calls;
    private final Dialect dialect;
    private final Peer peer;
    private final Subscriptions subscriptions;
    private final AuthCalls auth;

    // Both guarded by this.
    private OpenSessions.Session held = OpenSessions.Session.NONE;
    private boolean over;

    Session(Logins logins, Calls calls, Hub hub, LastEvents last, Dialect dialect, Peer peer) {
        this.logins = logins;
        this.calls = calls;
        this.dialect = dialect;
        this.peer = peer;
        this.subscriptions = new Subscriptions(hub, last, peer);
        this.auth = new AuthCalls(logins, peer);
    }

    /** Answers one message. */
    void take(String text) {
        try {
            switch (Envelope.parse(text)) {
                case Message.Malformed malformed -> peer.send(Envelope.error(dialect, malformed, Status.BAD_REQUEST));
                case Message.Call call -> show(call, answer(call));
            }
        } catch (RuntimeException broken) {
            LOG.error("a request of {} could not be answered", peer.address(), broken);
            peer.close(1011, "");
        }
    }

    /** Malformed before unauthenticated before unknown before the arguments (section 3.2). */
    private Outcome answer(Message.Call call) {
        if (call.in("rpc") && call.name().startsWith("auth")) {
            return authenticate(call);
        }
        if (call.in("rpc") && call.name().equals(Word.of(Calls.Rpc.IDENTIFY))) {
            return calls.identify();
        }
        var login = login();
        if (login.isEmpty()) {
            return new Outcome.Failure(Status.UNAUTHORIZED);
        }
        if (call.in("events")) {
            boolean adds = call.name().equals(Word.of(EventCalls.Operation.SUBSCRIBE));
            var outcome = EventCalls.apply(
                    call.name(), call.args(), dialect, adds ? subscriptions::add : subscriptions::remove);
            if (logins.sessions().whyRevoked(login.get().who()) != null) {
                // Revoked meanwhile: what was added after that has to go as well.
                subscriptions.removeAll();
            }
            return outcome;
        }
        return call.in("rpc") ? calls.rpc(login.get(), call) : new Outcome.Failure(Status.NOT_FOUND);
    }

    private Outcome authenticate(Message.Call call) {
        var outcome = auth.call(call);
        login().ifPresent(login -> hold(logins.sessions().open(login.who(), this::revoked)));
        if (auth.token().isEmpty() && !logins.config().keepSubscriptions()) {
            subscriptions.removeAll();
            hold(OpenSessions.Session.NONE);
        }
        return outcome;
    }

    private synchronized void hold(OpenSessions.Session next) {
        held.close();
        held = next;
        if (over) {
            held.close();
        }
    }

    /** The credentials of whoever logged in are revoked: logged out as by {@code auth_clear}, and 401 from here on. */
    private void revoked(String why) {
        LOG.info("a SysAdm session from {} is logged out: {}", peer.address().getHostAddress(), why);
        logins.tokens().revoke(auth.token());
        subscriptions.removeAll();
    }

    private void show(Message.Call call, Outcome outcome) {
        switch (outcome) {
            case Outcome.Result result -> {
                peer.send(Envelope.reply(call, result.args()));
                result.afterwards().run();
            }
            case Outcome.Failure failure -> peer.send(Envelope.error(dialect, call, failure.status()));
            case Outcome.Silence _ -> {
                // The reference answers nothing here, and clients do not wait for anything.
            }
            case Outcome.Locked _ -> {
                peer.send(Envelope.error(dialect, call, Status.FORBIDDEN));
                peer.close(1000, LOCKED);
            }
        }
    }

    /** Who is logged in; asking makes the token live on. */
    Optional<Login> login() {
        return logins.use(auth.token());
    }

    /** The connection is gone. The token stays good: the client may come back with it. */
    void end() {
        letGo();
        subscriptions.close();
    }

    private synchronized void letGo() {
        over = true;
        held.close();
    }

    /** The peer is gone for good: its token as well. */
    void forget() {
        logins.tokens().revoke(auth.token());
        end();
    }
}
