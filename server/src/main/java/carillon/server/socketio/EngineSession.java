package carillon.server.socketio;

import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;

/**
 * One Engine.IO session, whichever transport carries it. {@link #send} and {@link #close} may be called from any thread;
 * everything that arrives is handed to the {@link EngineListener} on the session's own thread.
 */
abstract class EngineSession {

    private final String id;
    private final Seats.Seat seat;
    private final long opened = System.nanoTime();

    // Written by the sweeper and the session's thread; a stale read costs one sweep.
    private volatile long pingSent = System.nanoTime();
    private volatile boolean pongDue;

    EngineSession(String id, Seats.Seat seat) {
        this.id = id;
        this.seat = seat;
    }

    final String id() {
        return id;
    }

    /** Where it sits among all sessions. */
    final Seats.Seat seat() {
        return seat;
    }

    /** Sends one text packet. Never dropped while the session lives. */
    abstract void send(String packet);

    /** The same; calls back when the packet takes no memory any more that it was reserved in. */
    abstract void send(String packet, Runnable gone);

    abstract void close(Ending ending);

    abstract boolean isOpen();

    /** Runs on the session's thread; at once when called there. */
    abstract void onThread(Runnable task);

    abstract Lane lane();

    abstract Outlet outlet(SharedEvents events);

    abstract void pauseReading();

    abstract void resumeReading();

    /** What the session is for. */
    abstract EngineListener client();

    final void pong() {
        pongDue = false;
    }

    /** Whether the last ping was not answered in time. */
    final boolean silent(long now, SocketIoConfig config) {
        return pongDue && now - pingSent > config.times().pingTimeout().toNanos();
    }

    /** How a session ends that {@link #silent} says to be. */
    static Ending missingPong(SocketIoConfig config) {
        return Ending.lost("no pong within " + config.times().pingTimeout().toMillis() + " ms");
    }

    /**
     * Sends the ping that is due soon, and closes a session that did not answer the last one. Sweeper thread. A late ping would keep a
     * client that is gone for longer than interval and timeout; an early one does no harm.
     *
     * @param soon in nanoseconds
     */
    final void tick(long now, long soon, SocketIoConfig config) {
        if (silent(now, config)) {
            close(missingPong(config));
        } else if (!pongDue
                && now + soon - pingSent > config.times().pingInterval().toNanos()) {
            pingSent = now;
            pongDue = true;
            send("2");
        }
        if (!client().settled() && now - opened > config.times().connect().toNanos()) {
            close(Ending.broken("no namespace joined with valid credentials within "
                    + config.times().connect().toMillis() + " ms"));
        }
    }
}
