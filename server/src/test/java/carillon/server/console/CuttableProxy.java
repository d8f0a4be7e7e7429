package carillon.server.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between browser and hub that can be cut and mended: every connection through it breaks at once. */
public final class CuttableProxy implements AutoCloseable {

    private final int hubPort;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public CuttableProxy(int hubPort) throws IOException {
        this.hubPort = hubPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/";
    }

    public void cut() {
        cut = true;
        sockets.forEach(CuttableProxy::close);
    }

    public void mend() {
        cut = false;
    }

    /** Ends when the listening socket is closed. */
    private void accept() {
        while (true) {
            try {
                var client = listening.accept();
                if (cut) {
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException closedOrRefused) {
                if (listening.isClosed()) {
                    return;
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var hub = new Socket(InetAddress.getLoopbackAddress(), hubPort);
        sockets.add(client);
        sockets.add(hub);
        pump(client, hub);
        pump(hub, client);
    }

    private void pump(Socket from, Socket to) {
        Thread.startVirtualThread(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException cutOrClosed) {
                // both ends are closed by leaving this block, which is all there is to do
                return;
            } finally {
                sockets.remove(from);
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
