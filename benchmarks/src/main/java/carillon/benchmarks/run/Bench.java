package carillon.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The whole comparison: fan-out and durable ingest, ours and others', in interleaved rounds; then the report.
 *
 * <p>{@code Bench ROOT quick|full [only=fanout|ingest]}. Expects packages to be installed ({@code ./bench} sees to it); a server
 * that is missing or fails is left out of the tables and named below them.
 */
public final class Bench {

    private final Path root;
    private final Path work;
    private final boolean quick;
    private final List<String> missing = new ArrayList<>();

    private Bench(Path root, boolean quick) {
        this.root = root;
        this.quick = quick;
        this.work = root.resolve("benchmarks/target/bench");
    }

    public static void main(String[] args) throws Exception {
        var arguments = Arrays.asList(args);
        var bench = new Bench(Path.of(args[0]), arguments.contains("quick"));
        Files.createDirectories(bench.work);
        var fanOut = arguments.contains("only=ingest") ? List.<Sample>of() : new FanOutSuite(bench).run();
        var ingest = arguments.contains("only=fanout") ? List.<Sample>of() : new IngestSuite(bench).run();
        var stamp = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
        new Report(bench.root.resolve("docs/performance"), stamp, bench.quick, bench.missing).write(fanOut, ingest);
    }

    boolean quick() {
        return quick;
    }

    Path log() {
        return work.resolve("load.log");
    }

    Path nodeModules() {
        return root.resolve("benchmarks/target/peers");
    }

    void leaveOut(String what, Exception reason) {
        System.err.println("left out: " + what + ": " + reason);
        missing.add(what + " (" + reason.getMessage() + ")");
    }

    /** A Java program of the benchmarks, with the flags that the hub itself is started with. */
    List<String> java(String mainClass, String... arguments) {
        var classes = root.resolve("benchmarks/target/classes") + ":" + root.resolve("benchmarks/target/lib") + "/*";
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseG1GC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classes,
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The hub as a user starts it, but on other ports. */
    List<String> carillon(Path directory, int port) {
        var command = new ArrayList<>(List.of(root.resolve("carillon").toString(), "serve", "--demo"));
        command.addAll(List.of("--data", directory.resolve("data").toString()));
        for (var setting : List.of(
                "http.port=" + port,
                "https.enabled=false",
                "sysadm.ws-port=0",
                "sysadm.rest-port=0",
                "bridge.port=0",
                // The closed loop never has more than this under way, and the comparison must not lose deliveries.
                "ws.queue-length=4096")) {
            command.addAll(List.of("--set", setting));
        }
        return command;
    }

    /** An empty directory for one run. */
    Path fresh(String name) throws IOException {
        var directory = work.resolve(name);
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(Bench::delete);
            }
        }
        return Files.createDirectories(directory);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }
}
