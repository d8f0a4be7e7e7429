package carillon.benchmarks.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running server under test. */
final class Server implements AutoCloseable {

    private static final int STARTS_WITHIN_SECONDS = 30;

    /** Often, because how long a start takes is measured, too. */
    private static final int LOOK_MILLIS = 2;

    private static final int FORKING_MILLIS = 200;

    private final Process process;
    private final int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the program and returns once its port takes connections. */
    static Server start(List<String> command, Path directory, int port) throws IOException, InterruptedException {
        if (takesConnections(port)) {
            throw new IOException("port " + port + " is taken, maybe by a server of an earlier run; stop it");
        }
        var log = directory.resolve("output.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        var server = new Server(process, port);
        for (int i = 0; i < STARTS_WITHIN_SECONDS * 1_000 / LOOK_MILLIS && process.isAlive(); i++) {
            if (takesConnections(port)) {
                return server;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        server.close();
        throw new IOException("did not start, see " + log + ": " + command);
    }

    private static boolean takesConnections(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /**
     * The process and all it started, as the load programs want them. Workers may be forked only after the port is open, so it
     * looks until there are no more of them than before.
     */
    String pids() throws InterruptedException {
        var before = "";
        var pids = family();
        while (!pids.equals(before)) {
            TimeUnit.MILLISECONDS.sleep(FORKING_MILLIS);
            before = pids;
            pids = family();
        }
        return pids;
    }

    private String family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> Long.toString(handle.pid()))
                .collect(Collectors.joining(","));
    }

    /** At once: nothing is tidied up. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
        children.forEach(ProcessHandle::destroy);
    }
}
