package carillon.server.dialect.sysadm;

import carillon.core.delivery.Outlet;
import carillon.core.memory.TreeMemory;
import carillon.core.thread.HubTimer;
import carillon.server.http.DelayedTasks;
import carillon.server.http.Utf8;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.net.InetAddress;

/** One client's WebSocket: its session, and the two times after which it is cut off (section 2.2). */
final class ClientConnection implements WebSocketListener, Peer {

    private static final int GOODBYE = 1000;

    private final WebSocketConnection socket;
    private final Outlet outlet;
    private final DelayedTasks deadlines;
    private final SysAdmConfig.Times times;
    private final Session session;
    private volatile long lastMessage = System.nanoTime();

    ClientConnection(
            WebSocketConnection socket,
            SysAdmFrames format,
            HubTimer timer,
            SysAdmConfig.Times times,
            SysAdmDialect.Sessions sessions) {
        this.socket = socket;
        this.outlet = socket.outlet(format);
        this.deadlines = new DelayedTasks(timer);
        this.times = times;
        this.session = sessions.open(this);
    }

    void start() {
        deadlines.after(times.authDeadline(), this::checkLogin);
        deadlines.after(times.idle(), this::checkIdle);
    }

    /** Once only: who logs out later stays until the idle time is over. */
    private void checkLogin() {
        if (socket.isOpen() && session.login().isEmpty()) {
            close(GOODBYE, "");
        }
    }

    private void checkIdle() {
        if (!socket.isOpen()) {
            return;
        }
        var left = times.idle().minusNanos(System.nanoTime() - lastMessage);
        if (left.isPositive()) {
            deadlines.after(left, this::checkIdle);
        } else {
            close(GOODBYE, "");
        }
    }

    @Override
    public void onText(String text) {
        lastMessage = System.nanoTime();
        socket.runInOrder(TreeMemory.of(text), () -> session.take(text));
    }

    /** Treated as the text it encodes; as malformed if it is none. */
    @Override
    public void onBinary(byte[] bytes) {
        onText(Utf8.text(bytes).orElse(""));
    }

    @Override
    public void onClose(int code, String reason) {
        deadlines.cancel();
        session.end();
    }

    @Override
    public void send(String frame) {
        // By way of the lane, where events come as well, so that a reply stands where it belongs among them.
        socket.lane().execute(() -> socket.sendText(frame));
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public void close(int code, String reason) {
        socket.lane().execute(() -> socket.close(code, reason));
    }

    @Override
    public InetAddress address() {
        return socket.remote().getAddress();
    }

    @Override
    public boolean relayed() {
        return false;
    }
}
