package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    static String describe() throws IOException, InterruptedException {
        var processor = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown processor");
        var memory =
                Files.readString(Path.of("/proc/meminfo")).lines().findFirst().orElse("");
        long mebibytes = Long.parseLong(memory.replaceAll("[^0-9]", "")) / 1024;
        return "%s, %d processors, %,d MiB, Linux %s, Java %s"
                .formatted(
                        processor,
                        Runtime.getRuntime().availableProcessors(),
                        mebibytes,
                        Commands.output("uname", "-r"),
                        Runtime.version());
    }

    /** Load average of the last minute: what else was going on. */
    static double load() throws IOException {
        var text = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    }
}
