package carillon.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Events to many subscribers: either as fast as they arrive with {@code inFlight} events under way (closed loop), or
 * at a fixed rate. Prints one line of figures.
 *
 * <p>{@code FanOutLoad protocol host port subscribers seconds inFlight rate token pid,pid [connections]}; rate 0 is the closed loop.
 * With connections, the closed loop is pipelined on so many; without, each event under way has a connection and a thread.
 */
public final class FanOutLoad {

    /** The warm-up is as long as the measurement up to here: for ten seconds and more the compiler takes a sixth of a server's CPU. */
    private static final long WARM_UP_SECONDS_AT_MOST = 15;

    private final Protocol protocol;
    private final String host;
    private final int port;
    private final int subscribers;
    private final long seconds;
    private final int inFlight;
    private final double rate;
    private final String token;
    private final ProcessUse server;

    /** 0 if not pipelined. */
    private final int connections;

    private final Deliveries deliveries;

    private FanOutLoad(String[] args) {
        protocol = Protocol.named(args[0]);
        host = args[1];
        port = Integer.parseInt(args[2]);
        subscribers = Integer.parseInt(args[3]);
        seconds = Long.parseLong(args[4]);
        inFlight = Integer.parseInt(args[5]);
        rate = Double.parseDouble(args[6]);
        token = args[7].equals("-") ? "" : args[7];
        server = ProcessUse.of(args[8]);
        connections = args.length > 9 ? Integer.parseInt(args[9]) : 0;
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
            var traffic = traffic();
            Figures figures;
            try (traffic) {
                TimeUnit.SECONDS.sleep(Math.min(seconds, WARM_UP_SECONDS_AT_MOST));
                figures = measure();
            }
            var failure = traffic.failure();
            print(figures, (residentIdle - residentBefore) / (double) subscribers, failure != null);
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private LiveTraffic traffic() {
        int count = connections == 0 ? inFlight : Math.min(connections, inFlight);
        var publishers = Stream.generate(() -> protocol.publisher(host, port, token))
                .limit(count)
                .toList();
        return connections == 0
                ? new Traffic(deliveries, publishers, rate)
                : new PipelinedTraffic(deliveries, publishers, inFlight);
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

    private void print(Figures figures, double residentEach, boolean failed) {
        Histogram latency = deliveries.takeLatency();
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
                failed);
    }
}
