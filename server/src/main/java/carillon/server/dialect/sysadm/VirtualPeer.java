package carillon.server.dialect.sysadm;

import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.server.http.Utf8;
import java.net.InetAddress;
import java.util.Base64;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client behind a bridge. Its requests come plain or coded, and each is answered as it came; events are coded always,
 * because only who has logged in gets any (section 10.8).
 */
final class VirtualPeer implements Peer {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualPeer.class);
    // A client that asks faster than it is answered; the bridge cannot be told to read less for one client.
    private static final int MOST_WAITING = 100;

    private final String id;
    private final Link link;
    private final InOrder requests;
    private final RelayedOutlet outlet;
    private @Nullable Session session;
    private volatile boolean plain = true;
    private volatile boolean gone;

    /** Sends to the bridge. */
    @FunctionalInterface
    interface Link {
        void send(String message);
    }

    VirtualPeer(String id, Link link, Lane lane, RelayFormat format, Executor threads) {
        this.id = id;
        this.link = link;
        this.requests = new InOrder(threads, lane.lastResort());
        this.outlet = new RelayedOutlet(lane, format);
    }

    void begin(SysAdmDialect.Sessions sessions) {
        session = sessions.open(this);
    }

    /** Takes the body of a relayed message. */
    void take(String body) {
        var known = session;
        if (known == null || requests.waiting() >= MOST_WAITING) {
            LOG.warn("a client behind a bridge asks too much at a time; a request is dropped");
            return;
        }
        requests.execute(() -> {
            plain = body.startsWith("{");
            known.take(plain ? body : decoded(body));
        });
    }

    private static String decoded(String body) {
        try {
            return Utf8.text(Base64.getDecoder().decode(body.strip())).orElse("");
        } catch (IllegalArgumentException noBase64) {
            // Malformed as well, and answered so.
            return "";
        }
    }

    /** The client is gone: token and subscriptions with it. */
    void end() {
        gone = true;
        var known = session;
        if (known != null) {
            requests.execute(known::forget);
        }
    }

    /** By way of the lane, where events come as well, so that a reply stands where it belongs among them. */
    @Override
    public void send(String frame) {
        var message = id + "\n" + (plain ? frame : RelayFormat.code(frame));
        outlet.lane().execute(() -> link.send(message));
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    /** There is nothing of its own to close. */
    @Override
    public void close(int code, String reason) {}

    @Override
    public InetAddress address() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean relayed() {
        return true;
    }

    private final class RelayedOutlet extends Outlet {

        RelayedOutlet(Lane lane, RelayFormat format) {
            super(lane, format);
        }

        @Override
        protected void write(Frame frame) {
            if (frame instanceof RelayFormat.Coded coded && !gone) {
                link.send(id + "\n" + coded.text());
            }
        }

        @Override
        protected void flush() {}

        @Override
        protected void whenReady(Runnable callback) {
            lane().execute(callback);
        }

        /** SysAdm replays nothing, and there is nothing of its own to close. */
        @Override
        protected void breakOff(ErrorCode code, String reason) {
            LOG.warn("a client behind a bridge misses events: {}", reason);
        }

        @Override
        public boolean closed() {
            return gone;
        }
    }
}
