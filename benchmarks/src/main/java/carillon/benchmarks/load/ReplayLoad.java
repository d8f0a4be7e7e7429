package carillon.benchmarks.load;

import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Stores events, then lets subscribers of the Digital Rebar socket catch up with all of them from the beginning, while live
 * events go on at a fixed rate to a subscriber that is up to date. Prints one line of figures: how fast the past came, and how
 * late the present was before and meanwhile. The measured replay is the server's second.
 *
 * <p>{@code ReplayLoad host port events subscribers token pid,pid}
 */
public final class ReplayLoad {

    private static final int BATCH = 1_000;
    private static final int STORING = 4;
    private static final double LIVE_RATE = 1_000;
    /** So many that each has answers outstanding for 64 ms before the next event would have to wait for one. */
    private static final int LIVE_PUBLISHERS = 64;

    private static final long QUIET_SECONDS = 8;
    private static final long WARM_UP_SECONDS = 3;
    private static final double RESTING_CORES = 0.1;
    private static final long PATIENCE_SECONDS = 300;

    private final String host;
    private final int port;
    private final long events;
    private final int subscribers;
    private final String token;
    private final ProcessUse server;

    private ReplayLoad(String[] args) {
        host = args[0];
        port = Integer.parseInt(args[1]);
        events = Long.parseLong(args[2]);
        subscribers = Integer.parseInt(args[3]);
        token = args[4];
        server = ProcessUse.of(args[5]);
    }

    public static void main(String[] args) throws Exception {
        new ReplayLoad(args).run();
    }

    private void run() throws InterruptedException {
        store();
        rest();
        var before = new Deliveries(1);
        live(before, () -> {
            TimeUnit.SECONDS.sleep(QUIET_SECONDS);
            return QUIET_SECONDS;
        });
        // Once before, by one subscriber: a server compiles what it has not done yet, which is not what is asked here.
        live(new Deliveries(1), () -> replay(new Deliveries(1), 1));
        var meanwhile = new Deliveries(1);
        var past = new Deliveries(subscribers);
        double cpu = server.cpuSeconds();
        double seconds = live(meanwhile, () -> replay(past, subscribers));
        cpu = server.cpuSeconds() - cpu;
        var latencyBefore = before.takeLatency();
        var latency = meanwhile.takeLatency();
        System.out.printf(
                "{\"events\":%d,\"subscribers\":%d,\"replayedPerSecond\":%.0f,\"seconds\":%.2f,\"serverCores\":%.2f,"
                        + "\"p50Before\":%.3f,\"p99Before\":%.3f,\"p50\":%.3f,\"p99\":%.3f}%n",
                events,
                subscribers,
                events * subscribers / seconds,
                seconds,
                cpu / (seconds + WARM_UP_SECONDS),
                latencyBefore.getValueAtPercentile(50) / 1e6,
                latencyBefore.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6);
    }

    private interface Step {
        /** Gives the seconds that it took. */
        double run() throws InterruptedException;
    }

    private double live(Deliveries deliveries, Step meanwhile) throws InterruptedException {
        try (var swarm = new Subscribers(Protocol.DRP_LIVE, deliveries, token)) {
            swarm.connect(host, port, 1);
            var publishers = Collections.nCopies(LIVE_PUBLISHERS, 0).stream()
                    .map(each -> Protocol.DRP_LIVE.publisher(host, port, token))
                    .toList();
            try (var traffic = new Traffic(deliveries, publishers, LIVE_RATE)) {
                TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
                deliveries.measure(true);
                double seconds = meanwhile.run();
                deliveries.measure(false);
                if (traffic.failure() != null) {
                    throw new IllegalStateException(traffic.failure());
                }
                return seconds;
            }
        }
    }

    private double replay(Deliveries past, int readers) throws InterruptedException {
        past.measure(true);
        long started = System.nanoTime();
        try (var swarm = new Subscribers(Protocol.DRP_REPLAY, past, token)) {
            swarm.connect(host, port, readers);
            long patience = started + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (past.total() < events * readers && System.nanoTime() < patience) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            if (past.total() != events * readers) {
                throw new IllegalStateException(past.total() + " of " + events * readers + " came");
            }
            return seconds;
        }
    }

    /** Waits until the server has nothing left to do with what was stored: its index follows behind. */
    private void rest() throws InterruptedException {
        double used = Double.MAX_VALUE;
        while (used > RESTING_CORES) {
            double before = server.cpuSeconds();
            TimeUnit.SECONDS.sleep(1);
            used = server.cpuSeconds() - before;
        }
    }

    private void store() throws InterruptedException {
        var next = new AtomicLong();
        var threads = Stream.generate(() -> Thread.ofVirtual().start(() -> store(next)))
                .limit(STORING)
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        if (next.get() < events) {
            throw new IllegalStateException("not all events could be stored");
        }
    }

    private void store(AtomicLong next) {
        var body = "[" + String.join(",", Collections.nCopies(BATCH, Protocol.nativeEvent())) + "]";
        try (var publisher = new HttpPublisher(host, port, "/v1/events", token, any -> body)) {
            while (next.getAndAdd(BATCH) < events) {
                publisher.publish(0);
            }
        } catch (IOException | RuntimeException broken) {
            System.err.println("storing: " + broken);
            next.set(Long.MIN_VALUE / 2);
        }
    }
}
