package carillon.server.socketio;

import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.time.Duration;
import java.util.concurrent.Future;

/** A WebSocket that wants to become the transport of a polling session: probe, upgrade, then messages. */
final class UpgradeListener implements WebSocketListener {

    private final WebSocketConnection connection;
    private final PollingSession session;
    private final PollingThread thread;

    private final Future<?> deadline;

    // Polling thread only.
    private boolean carriesSession;

    UpgradeListener(
            WebSocketConnection connection, PollingSession session, PollingThread thread, Duration upgradeTimeout) {
        this.connection = connection;
        this.session = session;
        this.thread = thread;
        thread.now(() -> session.candidate(connection));
        this.deadline =
                thread.after(upgradeTimeout, () -> giveUp("not upgraded within " + upgradeTimeout.toMillis() + " ms"));
    }

    @Override
    public void onText(String text) {
        thread.now(() -> {
            if (carriesSession) {
                session.received(text);
            } else {
                negotiate(text);
            }
        });
    }

    private void negotiate(String text) {
        if (text.equals("5")) {
            carriesSession = session.upgrade(connection);
        }
        if (carriesSession) {
            deadline.cancel(false);
        } else if (!(text.equals("2probe") && session.probe(connection))) {
            giveUp("a probe and an upgrade packet are due, and a session that may be upgraded");
        }
    }

    /** The session goes on by polling. */
    private void giveUp(String why) {
        if (!carriesSession) {
            var ending = Ending.broken(why);
            connection.close(ending.closeCode(), ending.detail());
        }
    }

    @Override
    public void onBinary(byte[] bytes) {
        thread.now(() -> {
            if (carriesSession) {
                session.receivedBinary();
            } else {
                giveUp("binary data before the upgrade");
            }
        });
    }

    @Override
    public void onClose(int code, String reason) {
        deadline.cancel(false);
        thread.now(() -> session.webSocketClosed(connection));
    }
}
