package carillon.server.socketio;

import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;

/** A WebSocket that wants to become the transport of a polling session: probe, upgrade, then messages. */
final class UpgradeListener implements WebSocketListener {

    private final WebSocketConnection connection;
    private final PollingSession session;
    private final PollingThread thread;

    // Polling thread only.
    private boolean carriesSession;

    UpgradeListener(WebSocketConnection connection, PollingSession session, PollingThread thread) {
        this.connection = connection;
        this.session = session;
        this.thread = thread;
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
        if (!carriesSession && !(text.equals("2probe") && session.probe(connection))) {
            connection.close(1000, "");
        }
    }

    @Override
    public void onBinary(byte[] bytes) {
        thread.now(() -> {
            if (carriesSession) {
                session.receivedBinary();
            } else {
                connection.close(1000, "");
            }
        });
    }

    @Override
    public void onClose(int code, String reason) {
        thread.now(() -> session.webSocketClosed(connection));
    }
}
