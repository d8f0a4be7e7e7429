package carillon.benchmarks.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Publishers within the process that each wait for their acknowledgements: on a bare append loop, on the journal or on a whole
 * hub. Prints one line of figures.
 *
 * <p>{@code JournalIngest bare|journal|hub DIRECTORY PUBLISHERS OUTSTANDING SECONDS}; the directory is new or empty.
 */
public final class JournalIngest {

    private static final int BODY_BYTES = 400;

    /** The warm-up is as long as the measurement up to here: in the first seconds the compiler takes a fifth of the processors. */
    private static final Duration WARM_UP_AT_MOST = Duration.ofSeconds(8);

    private JournalIngest() {}

    /** So many publishers, with so many unanswered appends each. */
    private record Load(int publishers, int outstanding) {

        /** The largest group that the bare loop makes: all that can wait at once, within reason. */
        int bareGroup() {
            return Math.clamp(2L * publishers * outstanding, 64, 1_000);
        }
    }

    public static void main(String[] args) throws Exception {
        var directory = Files.createDirectories(Path.of(args[1]));
        var load = new Load(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        var measured = Duration.ofSeconds(Long.parseLong(args[4]));
        try (var target = open(args[0], directory, load)) {
            publish(target, load, Collections.min(List.of(measured, WARM_UP_AT_MOST)));
            var latency = publish(target, load, measured);
            System.out.printf(
                    Locale.ROOT,
                    "{\"perSecond\":%.0f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f}%n",
                    latency.getTotalCount() / (double) measured.toSeconds(),
                    latency.getValueAtPercentile(50) / 1e6,
                    latency.getValueAtPercentile(99) / 1e6,
                    latency.getValueAtPercentile(99.9) / 1e6);
        }
    }

    private static IngestTarget open(String kind, Path directory, Load load) throws IOException {
        return switch (kind) {
            case "bare" -> new BareLog(directory.resolve("bare"), load.bareGroup());
            case "journal" -> new JournalTarget(directory.resolve("journal"));
            case "hub" -> new HubTarget(directory);
            default -> throw new IllegalArgumentException("bare, journal or hub, not " + kind);
        };
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
}
