package carillon.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Events to many WebSocket subscribers: either as fast as they arrive with {@code inFlight} events under way (closed loop), or
 * at a fixed rate. Prints one line of figures.
 *
 * <p>{@code FanOutLoad protocol host port subscribers seconds inFlight rate token pid,pid}; rate 0 is the closed loop.
 */
public final class FanOutLoad {

    private static final long WARM_UP_SECONDS = 3;

    private final Protocol protocol;
    private final String host;
    private final int port;
    private final int subscribers;
    private final long seconds;
    private final int inFlight;
    private final double rate;
    private final String token;
    private final ProcessUse server;
    private final Deliveries deliveries;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private volatile @Nullable Throwable failure;

    private FanOutLoad(String[] args) {
        protocol = Protocol.named(args[0]);
        host = args[1];
        port = Integer.parseInt(args[2]);
        subscribers = Integer.parseInt(args[3]);
        seconds = Long.parseLong(args[4]);
        inFlight = Integer.parseInt(args[5]);
        rate = Double.parseDouble(args[6]);
        token = args[7].equals("-") ? "" : args[7];
        server = new ProcessUse(
                Stream.of(args[8].split(",", -1)).map(Long::valueOf).toList());
        deliveries = new Deliveries(subscribers);
    }

    public static void main(String[] args) throws Exception {
        new FanOutLoad(args).run();
    }

    private void run() throws InterruptedException, IOException {
        long residentBefore = server.residentKilobytes();
        try (var swarm = new Subscribers(protocol, deliveries, token)) {
            swarm.connect(host, port, subscribers);
            TimeUnit.SECONDS.sleep(1);
            long residentIdle = server.residentKilobytes();
            var publishers = start();
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            var figures = measure();
            running.set(false);
            for (var publisher : publishers) {
                publisher.join();
            }
            print(figures, (residentIdle - residentBefore) / (double) subscribers);
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private record Figures(double seconds, long deliveries, double serverCpu) {}

    private Figures measure() throws InterruptedException {
        double cpu = server.cpuSeconds();
        long started = System.nanoTime();
        deliveries.measure(true);
        TimeUnit.SECONDS.sleep(seconds);
        deliveries.measure(false);
        double elapsed = (System.nanoTime() - started) / 1e9;
        return new Figures(elapsed, deliveries.total(), server.cpuSeconds() - cpu);
    }

    private List<Thread> start() {
        var threads = new ArrayList<Thread>();
        long begin = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            var publisher = protocol.publisher(host, port, token);
            threads.add(Thread.ofVirtual().start(() -> publish(publisher, begin)));
        }
        return threads;
    }

    private void publish(Publisher publisher, long begin) {
        try (publisher) {
            while (running.get()) {
                long number = next.getAndIncrement();
                long due = rate == 0 ? System.nanoTime() : begin + (long) (number * 1e9 / rate);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                deliveries.sending(number, due);
                publisher.publish(number);
                if (rate == 0) {
                    deliveries.await(number);
                }
            }
        } catch (IOException | RuntimeException broken) {
            failure = broken;
            System.err.println("publisher: " + broken);
        }
    }

    private void print(Figures figures, double residentEach) {
        Histogram latency = deliveries.latency();
        System.out.printf(
                "{\"protocol\":\"%s\",\"subscribers\":%d,\"rate\":%.0f,\"deliveriesPerSecond\":%.0f,\"p50\":%.3f,\"p99\":%.3f,"
                        + "\"p999\":%.3f,\"cpuMicros\":%.3f,\"serverCores\":%.2f,\"residentKb\":%.1f,\"failed\":%b}%n",
                protocol,
                subscribers,
                rate,
                figures.deliveries() / figures.seconds(),
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                figures.serverCpu() * 1e6 / Math.max(1, figures.deliveries()),
                figures.serverCpu() / figures.seconds(),
                residentEach,
                failure != null);
    }
}
