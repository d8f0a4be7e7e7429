package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** npm packages for tests, installed once below target, and Node to run scripts with them. */
public final class NodeTools {

    private static final Path MODULE =
            Path.of(System.getProperty("carillon.root", "..")).resolve("server").toAbsolutePath();

    private NodeTools() {}

    /** Installs packages together; gives the directory that holds their {@code node_modules}. */
    public static Path install(String... packages) throws IOException, InterruptedException {
        var directory = MODULE.resolve(
                "target/npm-" + Integer.toHexString(List.of(packages).hashCode()));
        if (!Files.exists(directory.resolve("installed"))) {
            Files.createDirectories(directory);
            var command = new ArrayList<>(
                    List.of("npm", "install", "--prefix", directory.toString(), "--no-audit", "--no-fund"));
            command.addAll(List.of(packages));
            run(command);
            Files.createFile(directory.resolve("installed"));
        }
        return directory;
    }

    /** Runs a script of {@code src/test/node}; its output. */
    public static String script(String name, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("node", MODULE.resolve("src/test/node").resolve(name).toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a program that imports the packages installed in the directory; its output. */
    public static String program(String text, Path directory) throws IOException, InterruptedException {
        var file = Files.createTempFile(directory, "program", ".mjs");
        try {
            Files.writeString(file, text);
            return run(List.of("node", file.toString()));
        } finally {
            Files.delete(file);
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", output).isZero();
        return output.strip();
    }
}
