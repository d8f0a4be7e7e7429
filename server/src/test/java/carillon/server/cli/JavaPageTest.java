package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the page for Java compiles for Java 17 and does what the page says, as printed. */
class JavaPageTest {

    private static final Pattern PROGRAM = Pattern.compile("<!-- java -->\\n```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern STATEMENT = Pattern.compile("<!-- statement -->\\n```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theProgramWorksAsPrinted(@TempDir Path directory) throws IOException, InterruptedException {
        var page = Files.readString(Path.of(System.getProperty("carillon.root"), "docs/start/java.md"));
        var program = PROGRAM.matcher(page);
        assertThat(program.find()).isTrue();
        var source = Files.writeString(directory.resolve("Notify.java"), program.group(1));
        var statement = STATEMENT.matcher(page);
        assertThat(statement.find()).isTrue();
        var follow = Files.writeString(
                directory.resolve("Follow.java"),
                "class Follow { static void follow(carillon.sdk.client.HubClient hub) throws Exception {"
                        + statement.group(1).replace("List.of", "java.util.List.of") + "} }");
        var libraries = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        OutputStream.nullOutputStream(),
                        System.err,
                        "--release",
                        "17",
                        "-proc:none",
                        "-cp",
                        libraries,
                        "-d",
                        directory.toString(),
                        source.toString(),
                        follow.toString());
        assertThat(compiled).isZero();
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            var out = directory.resolve("out");
            var running = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            directory + java.io.File.pathSeparator + libraries,
                            "Notify",
                            server.base().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out)).contains("Slow answer", "\"owner\":\"rocketskates\"");
            assertThat(running.exitValue()).isZero();
        }
    }
}
