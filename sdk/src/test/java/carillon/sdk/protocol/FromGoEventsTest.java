package carillon.sdk.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/start/from-go-events.md, built and run as its reader does: with the named libraries alone, on Java 17 if there is one. */
class FromGoEventsTest {

    private static final Path ROOT = Path.of(System.getProperty("carillon.root", ".."));

    @Test
    @DisplayName("the program of the page compiles for Java 17, serves events, and describes itself")
    void theProgramOfThePage(@TempDir Path directory) throws Exception {
        var page = Files.readString(ROOT.resolve("docs/start/from-go-events.md"));
        Files.writeString(directory.resolve("Greeter.java"), block(page, "<!-- library -->\n```java\n(.*?)```"));
        var output = directory.resolve("out");
        var commands = block(page, "<!-- library -->\n```sh\n(.*?)```").replace("8080", freePort());
        var builder = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.put("LIBRARY", library());
        environment.put("PATH", jdk().resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        var process = builder.start();
        var inTime = process.waitFor(90, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        var said = Files.readString(output);
        assertThat(inTime).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .containsSubsequence(
                        "greeting:text:make:response",
                        "\"f-1\"",
                        "Hello, Ada",
                        "Event not Found",
                        "Greets.",
                        "#/definitions/Greeting",
                        "&quot;required&quot; : [",
                        "&quot;name&quot;",
                        "]",
                        "&quot;title&quot;");
    }

    private static String block(String page, String pattern) {
        var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    /** Of the class path of this test, what the page names: nothing that only our own build has. */
    private static String library() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> {
                    var path = Path.of(entry);
                    return Files.exists(path.resolve("carillon/sdk/protocol/Mux.class"))
                            || path.getFileName().toString().startsWith("jackson-");
                })
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private static Path jdk() throws IOException {
        return java17().orElse(Path.of(System.getProperty("java.home")));
    }

    private static Optional<Path> java17() throws IOException {
        var installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (var homes = Files.list(installed)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .filter(FromGoEventsTest::isJava17)
                    .findFirst();
        }
    }

    private static boolean isJava17(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17");
        } catch (IOException notSaid) {
            return false;
        }
    }
}
