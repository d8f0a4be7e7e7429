package carillon.server.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real nginx in one process, on a port of its own, with a directory of its own for all that it writes. */
final class Nginx implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx");

    /** No port can be asked for in advance, so one that was free a moment ago may be taken. */
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The distribution's, or the one named in {@code CARILLON_NGINX}; empty if there is none. */
    static Optional<Path> installed() {
        var named = Optional.ofNullable(System.getenv("CARILLON_NGINX"));
        return named.stream()
                .map(Path::of)
                .findFirst()
                .or(() -> PLACES.stream()
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst());
    }

    /** Starts one with these directives in its server block; returns when it accepts connections. */
    static Nginx start(Path program, Path directory, String directives) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            var file = Files.writeString(directory.resolve("nginx.conf"), configuration(directory, port, directives));
            var output = directory.resolve("output").toFile();
            var process = new ProcessBuilder(
                            program.toString(), "-p", directory.toString(), "-e", "stderr", "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            if (accepts(process, port)) {
                return new Nginx(process, port);
            }
            stop(process);
            if (attempt == ATTEMPTS) {
                throw new AssertionError("nginx does not start: " + Files.readString(output.toPath()));
            }
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Without a master there is one process, which ends when it is told to. */
    private static String configuration(Path directory, int port, String directives) {
        var temporary = new StringBuilder();
        for (var kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary
                    .append(kind)
                    .append("_temp_path ")
                    .append(directory.resolve(kind))
                    .append(";\n");
        }
        return """
               daemon off;
               master_process off;
               pid %s;
               events { worker_connections 256; }
               http {
                 access_log off;
                 %s
                 server {
                   listen 127.0.0.1:%d;
                   location / { return 418; }
                   %s
                 }
               }
               """.formatted(directory.resolve("pid"), temporary, port, directives);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(Process process, int port) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (process.isAlive() && System.nanoTime() < until) {
            try (var probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            } catch (IOException notYet) {
                var _ = process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        try {
            stop(process);
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
