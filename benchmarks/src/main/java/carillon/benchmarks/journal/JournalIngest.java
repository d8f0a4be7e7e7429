package carillon.benchmarks.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Publishers that each wait for their acknowledgements, on a bare append loop, on the journal and on a whole hub in turn, so
 * that a busy machine disturbs all alike. Prints acknowledgements a second and their latency.
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

    /** What is measured in turn. */
    private enum Kind {
        BARE {
            @Override
            IngestTarget open(Path directory, Load load) throws IOException {
                return new BareLog(directory.resolve("bare"), load.bareGroup());
            }
        },
        JOURNAL {
            @Override
            IngestTarget open(Path directory, Load load) {
                return new JournalTarget(directory.resolve("journal"));
            }
        },
        HUB {
            @Override
            IngestTarget open(Path directory, Load load) {
                return new HubTarget(directory);
            }
        };

        abstract IngestTarget open(Path directory, Load load) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        var base = Path.of(args.length > 0 ? args[0] : "target/ingest");
        var measured = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 6);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        var loads = new Load[] {new Load(1, 1, 64), new Load(32, 1, 64), new Load(256, 1, 512), new Load(32, 64, 1000)};
        for (var load : loads) {
            var rates = new EnumMap<Kind, List<Double>>(Kind.class);
            for (int round = 0; round < rounds; round++) {
                for (var kind : Kind.values()) {
                    rates.computeIfAbsent(kind, _ -> new ArrayList<>()).add(run(kind, fresh(base), load, measured));
                }
            }
            double bare = median(rates.getOrDefault(Kind.BARE, List.of()));
            for (var each : rates.entrySet()) {
                var kind = each.getKey();
                double rate = median(each.getValue());
                System.out.printf("%s: median of %s %.0f/s, ratio %.2f%n", load, kind, rate, rate / bare);
            }
        }
    }

    private static double run(Kind kind, Path directory, Load load, Duration measured) throws Exception {
        try (var target = kind.open(directory, load)) {
            publish(target, load, WARM_UP);
            var latency = publish(target, load, measured);
            double rate = latency.getTotalCount() / (double) measured.toSeconds();
            System.out.printf(
                    "%s %s: %.0f/s, p50 %.2f ms, p99 %.2f ms%n",
                    kind, load, rate, latency.getValueAtPercentile(50) / 1e6, latency.getValueAtPercentile(99) / 1e6);
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

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
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
