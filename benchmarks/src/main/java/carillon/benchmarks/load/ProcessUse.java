package carillon.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU time and resident memory of processes, out of {@code /proc}. */
record ProcessUse(List<Long> pids) {

    /** The kernel counts CPU time for programs in hundredths of a second on every Linux there is today. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;

    /** @param pids as the suites tell them, with commas between */
    static ProcessUse of(String pids) {
        return new ProcessUse(Stream.of(pids.split(",", -1)).map(Long::valueOf).toList());
    }

    static ProcessUse ofThisProcess() {
        return new ProcessUse(List.of(ProcessHandle.current().pid()));
    }

    double cpuSeconds() {
        return pids.stream().mapToDouble(ProcessUse::cpuSeconds).sum();
    }

    long residentKilobytes() {
        return pids.stream().mapToLong(ProcessUse::residentKilobytes).sum();
    }

    private static double cpuSeconds(long pid) {
        var stat = read(Path.of("/proc/" + pid + "/stat"));
        // The name of the program stands in parentheses and may hold blanks.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / TICKS_PER_SECOND;
    }

    private static long residentKilobytes(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException("the server's process ended", gone);
        }
    }
}
