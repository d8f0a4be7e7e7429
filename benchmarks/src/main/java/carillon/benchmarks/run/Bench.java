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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole comparison, suite after suite, ours and others' in interleaved rounds; each suite writes its page when it has ended.
 *
 * <p>{@code Bench ROOT quick|full [only=SUITE,SUITE]}. Expects packages to be installed ({@code ./bench} sees to it); a server
 * that is missing or fails is left out of the tables and named below them.
 */
public final class Bench {

    private static final String ONLY = "only=";
    private static final long LOAD_TIMEOUT_SECONDS = 600;

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
        var stamp = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
        var report = new Report(bench.root.resolve("docs/performance"), stamp, bench.quick);
        var times = new ArrayList<String>();
        for (var suite : chosen(arguments, bench.quick)) {
            long began = System.nanoTime();
            bench.missing.clear();
            report.write(suite, suite.run(bench), bench.missing);
            times.add(suite.name() + " " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
        }
        System.err.println("Took: " + String.join(", ", times));
    }

    private static List<Suite> chosen(List<String> arguments, boolean quick) {
        var names = arguments.stream()
                .filter(argument -> argument.startsWith(ONLY))
                .flatMap(argument -> Stream.of(argument.substring(ONLY.length()).split(",", -1)))
                .toList();
        var suites = Suite.all().stream()
                .filter(suite -> names.isEmpty() ? suite.quick() || !quick : names.contains(suite.name()))
                .toList();
        if (suites.size() < names.size()) {
            throw new IllegalArgumentException(
                    "choose among " + Suite.all().stream().map(Suite::name).toList() + ", not " + names);
        }
        return suites;
    }

    boolean quick() {
        return quick;
    }

    int rounds() {
        return quick ? 1 : 3;
    }

    /** Runs a load program to its end and gives the line of figures that it printed. */
    JsonNode load(String program, Object... arguments) throws IOException, InterruptedException {
        return lines(LOAD_TIMEOUT_SECONDS, program, arguments).getLast();
    }

    /** Runs a load program that prints figures again and again, to its end. */
    List<JsonNode> lines(long timeoutSeconds, String program, Object... arguments)
            throws IOException, InterruptedException {
        return lines(timeoutSeconds, List.of(), "carillon.benchmarks.load." + program, arguments);
    }

    JsonNode run(List<String> options, String program, Object... arguments) throws IOException, InterruptedException {
        return lines(LOAD_TIMEOUT_SECONDS, options, program, arguments).getLast();
    }

    private List<JsonNode> lines(long timeoutSeconds, List<String> options, String program, Object... arguments)
            throws IOException, InterruptedException {
        var texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        var command = java(program, texts);
        command.addAll(1, options);
        var json = new JsonMapper();
        return Commands.lines(command, work.resolve("load.log"), timeoutSeconds).stream()
                .map(json::readTree)
                .toList();
    }

    /** Where ./bench puts the peers that are no packages of the system. */
    Path peers() {
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
