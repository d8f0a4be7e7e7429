package carillon.server.source;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a short configured command printed: run to its end, or given up after a time. */
public sealed interface CommandOutput {

    /** It ended with code 0. */
    record Printed(String text) implements CommandOutput {}

    /** It could not be started, failed, or took too long; {@code why} is for the log. */
    record Failed(String why) implements CommandOutput {}

    /** More than any host name or pool listing has; a command that prints more is given up. */
    int MAX_BYTES = 1 << 20;

    /** Runs the command and waits for it. Blocks: virtual threads only. */
    static CommandOutput of(String command, Duration patience) {
        var words = CommandLine.split(command);
        if (words.isEmpty()) {
            return new Failed("no command is configured");
        }
        try {
            var process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            return follow(process, command, System.nanoTime() + patience.toNanos());
        } catch (IOException missing) {
            return new Failed("cannot run '" + command + "': " + missing.getMessage());
        }
    }

    /** Looks and naps instead of blocking reads: a pool that does not answer must not hang the source with it. */
    private static CommandOutput follow(Process process, String command, long deadline) throws IOException {
        var printed = new ByteArrayOutputStream();
        try (var out = process.getInputStream()) {
            while (process.isAlive()) {
                printed.write(out.readNBytes(out.available()));
                if (System.nanoTime() > deadline || printed.size() > MAX_BYTES || Thread.interrupted()) {
                    return new Failed("'" + command + "' took too long or printed too much");
                }
                LockSupport.parkNanos(2_000_000);
            }
            printed.write(out.readNBytes(out.available()));
        } finally {
            process.destroyForcibly();
        }
        int code = process.exitValue();
        return code == 0
                ? new Printed(printed.toString(StandardCharsets.UTF_8))
                : new Failed("'" + command + "' ended with code " + code);
    }
}
