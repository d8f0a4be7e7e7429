package carillon.server.e2e;

import carillon.server.cli.Main;
import carillon.server.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code carillon serve --demo} as a process of its own, on the same port after every kill. */
final class ServerProcess implements AutoCloseable {

    static final String USER = "rocketskates";
    static final String PASSWORD = "r0cketsk8ts";

    private final Path data;
    private final int port;
    private final List<String> settings;
    private final List<String> options = new ArrayList<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private @Nullable Process process;

    ServerProcess(Path data, String... settings) throws IOException {
        this.data = data;
        this.settings = List.of(settings);
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** Options of the virtual machine, for the next start. */
    ServerProcess with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /**
     * What the process has in memory, as Linux counts it, in MB.
     *
     * @param most what it had at most so far
     */
    record Memory(long now, long most) {}

    Memory memory() throws IOException {
        var running = Objects.requireNonNull(process, "not started");
        long now = 0;
        long most = 0;
        for (var line : Files.readAllLines(Path.of("/proc/" + running.pid() + "/status"))) {
            now = line.startsWith("VmRSS:") ? megabytes(line) : now;
            most = line.startsWith("VmHWM:") ? megabytes(line) : most;
        }
        return new Memory(now, most);
    }

    private static long megabytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
    }

    /** What the objects on the heap take that are in use, in MB: after a collection, which this brings about. */
    long heap() throws IOException {
        var running = Objects.requireNonNull(process, "not started");
        var counted = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(running.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (var out = counted.inputReader(StandardCharsets.UTF_8)) {
            var total = out.lines().filter(line -> line.startsWith("Total ")).toList();
            return Long.parseLong(total.getFirst().split(" +", -1)[2]) >> 20;
        }
    }

    /** The first lines logged as errors since the start, and what belongs to them. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    private void readOn(BufferedReader out) {
        // What is no line of the log belongs to the line before, or comes from the virtual machine.
        boolean error = false;
        for (var line : (Iterable<String>) out.lines()::iterator) {
            error = line.contains(" level=") ? line.contains(" level=ERROR") : error;
            if ((error || line.contains("OutOfMemoryError")) && errors.size() < 200) {
                errors.add(line);
            }
        }
    }

    boolean runs() {
        var running = process;
        return running != null && running.isAlive();
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    static String authorization() {
        var pair = (USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("authorization", authorization());
    }

    /** Starts, and returns when the server says that it is ready. */
    void start() throws IOException {
        var started = new ProcessBuilder(command()).redirectErrorStream(true).start();
        process = started;
        var out = started.inputReader(StandardCharsets.UTF_8);
        var said = new ArrayList<String>();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.contains("is ready")) {
                // Somebody has to read on, or the server would wait for room in the pipe.
                Thread.ofVirtual().start(() -> readOn(out));
                return;
            }
        }
        throw new AssertionError("the server did not start:\n" + String.join("\n", said));
    }

    /** Starts, and kills after so long, wherever the start has come by then. */
    void startAndKill(Duration after) throws IOException, InterruptedException {
        runAndKill(command(), after);
    }

    /** Runs another command on the same data, and kills it after so long, unless it has ended by itself. */
    void runAndKill(Duration after, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(java());
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        runAndKill(command, after);
    }

    private void runAndKill(List<String> command, Duration after) throws IOException, InterruptedException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var _ = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
        kill();
    }

    /** SIGKILL: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        var running = process;
        if (running != null) {
            running.toHandle().destroyForcibly();
            running.waitFor();
        }
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) {
            running.toHandle().destroyForcibly();
        }
    }

    private List<String> java() {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    private List<String> command() {
        var command = new ArrayList<>(java());
        command.addAll(List.of("serve", "--demo", "--data", data.toString()));
        set(command, Settings.HTTP_PORT.key() + "=" + port);
        for (var other : List.of(
                Settings.HTTPS_PORT, Settings.SYSADM_WS_PORT, Settings.SYSADM_REST_PORT, Settings.BRIDGE_PORT)) {
            set(command, other.key() + "=0");
        }
        settings.forEach(setting -> set(command, setting));
        return command;
    }

    private static void set(List<String> command, String setting) {
        command.add("--set");
        command.add(setting);
    }
}
