package carillon.server.dialect.drp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many sockets with one registration each, in a process of its own: one process alone may not have the descriptors for both
 * ends. Socket N is registered for {@code crowd.N.*}.
 */
final class Crowd implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    private Crowd(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static Crowd around(InetSocketAddress server) {
        var java = ProcessHandle.current().info().command().orElseThrow();
        try {
            return new Crowd(new ProcessBuilder(
                            java,
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Crowd.class.getName(),
                            Integer.toString(server.getPort()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Opens sockets until there are this many; returns the mean time of the last registrations, in microseconds. */
    long grow(int to) {
        return Long.parseLong(order("grow " + to));
    }

    /** The next text that this socket gets. */
    String next(int socket) {
        return order("next " + socket);
    }

    private String order(String order) {
        orders.println(order);
        try {
            var answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("the crowd is gone after: " + order);
            }
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The crowd itself: one line in, one line out. */
    public static void main(String[] port) throws IOException {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port[0]));
        var sockets = new ArrayList<RawSocket>();
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            var words = order.split(" ", -1);
            int number = Integer.parseInt(words[1]);
            System.out.println(
                    words[0].equals("grow")
                            ? Long.toString(grown(sockets, server, number))
                            : sockets.get(number).read().text());
        }
    }

    private static long grown(List<RawSocket> sockets, InetSocketAddress server, int to) {
        int timed = Math.min(1_000, to - sockets.size());
        long nanos = 0;
        while (sockets.size() < to) {
            var socket = RawSocket.plain(server);
            socket.upgrade(DrpServer.ROOT);
            long start = System.nanoTime();
            socket.send("register crowd." + sockets.size() + ".*").read();
            nanos += sockets.size() >= to - timed ? System.nanoTime() - start : 0;
            sockets.add(socket);
        }
        return nanos / 1_000 / Math.max(1, timed);
    }
}
