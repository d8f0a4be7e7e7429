package carillon.benchmarks.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Publishers that each wait for their acknowledgements, on the journal and on a bare append loop in turn, so that a busy
 * machine disturbs both alike. Prints acknowledgements a second and their latency.
 *
 * <p>{@code java … JournalIngest DIRECTORY [SECONDS [ROUNDS]]}
 */
public final class JournalIngest {

    private static final int BODY_BYTES = 400;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private JournalIngest() {}

    /** So many publishers, with so many unanswered appends each, and the largest group that the bare loop makes. */
    private record Load(int publishers, int outstanding, int bareGroup) {

        @Override
        public String toString() {
            return publishers + " publishers, " + outstanding + " outstanding each";
        }
    }

    public static void main(String[] args) throws Exception {
        var base = Path.of(args.length > 0 ? args[0] : "target/ingest");
        var measured = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 6);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        var loads = new Load[] {new Load(1, 1, 64), new Load(32, 1, 64), new Load(256, 1, 512), new Load(32, 64, 1000)};
        for (var load : loads) {
            var bare = new double[rounds];
            var journal = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                bare[round] = run("bare   ", fresh(base), load, measured, true);
                journal[round] = run("journal", fresh(base), load, measured, false);
            }
            System.out.printf(
                    "%s: median journal %.0f/s, bare %.0f/s, ratio %.2f%n%n",
                    load, median(journal), median(bare), median(journal) / median(bare));
        }
    }

    private static double run(String name, Path directory, Load load, Duration measured, boolean bare)
            throws Exception {
        try (var target = bare
                ? new BareLog(directory.resolve("bare"), load.bareGroup())
                : new JournalTarget(directory.resolve("journal"))) {
            publish(target, load, WARM_UP);
            var latency = publish(target, load, measured);
            double rate = latency.getTotalCount() / (double) measured.toSeconds();
            System.out.printf(
                    "%s %s: %.0f/s, p50 %.2f ms, p99 %.2f ms%n",
                    name, load, rate, latency.getValueAtPercentile(50) / 1e6, latency.getValueAtPercentile(99) / 1e6);
            return rate;
        }
    }

    private static Histogram publish(IngestTarget target, Load load, Duration time) throws InterruptedException {
        var latency = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(30), 3);
        long end = System.nanoTime() + time.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < load.publishers(); i++) {
            threads.add(Thread.ofPlatform().start(() -> publishUntil(end, target, load, latency)));
        }
        for (var thread : threads) {
            thread.join();
        }
        return latency;
    }

    private static void publishUntil(long end, IngestTarget target, Load load, Histogram latency) {
        var room = new Semaphore(load.outstanding());
        while (System.nanoTime() < end) {
            room.acquireUninterruptibly();
            var body = new byte[BODY_BYTES];
            ThreadLocalRandom.current().nextBytes(body);
            long from = System.nanoTime();
            target.append(body, () -> {
                latency.recordValue(System.nanoTime() - from);
                room.release();
            });
        }
        room.acquireUninterruptibly(load.outstanding());
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Path fresh(Path base) throws IOException {
        if (Files.exists(base)) {
            try (var files = Files.walk(base)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(base);
    }
}
