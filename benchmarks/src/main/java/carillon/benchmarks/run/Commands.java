package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Commands {

    private Commands() {}

    /** Everything the program printed, both streams; an empty text if there is no such program. */
    static String output(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text.strip();
        } catch (IOException missing) {
            return "";
        }
    }

    /** The lines that the program printed, one at least; its errors go to the log. */
    static List<String> lines(List<String> command, Path log, long timeoutSeconds)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no result after " + timeoutSeconds + " s: " + command);
        }
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.exitValue() != 0 || lines.isEmpty()) {
            throw new IOException("failed, see " + log + ": " + command);
        }
        return lines;
    }
}
