package carillon.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events at a fixed rate to subscribers of the Digital Rebar socket who stay, while others come and go all the time. Prints a
 * line of figures each minute, so that what grows or slows down shows; only those who stay are counted.
 *
 * <p>{@code SoakLoad host port rate minutes token pid,pid [subscribers]}
 */
public final class SoakLoad {

    private static final int SUBSCRIBERS = 1_000;

    /** So many that an event hardly ever waits for the answer to an earlier one. */
    private static final int PUBLISHERS = 16;

    /** What has not come after so long is missing. */
    private static final long LATE_SECONDS = 5;

    private final String host;
    private final int port;
    private final double rate;
    private final int minutes;
    private final String token;
    private final ProcessUse server;
    private final int subscribers;
    private final Deliveries deliveries;

    private SoakLoad(String[] args) {
        host = args[0];
        port = Integer.parseInt(args[1]);
        rate = Double.parseDouble(args[2]);
        minutes = Integer.parseInt(args[3]);
        token = args[4];
        server = ProcessUse.of(args[5]);
        subscribers = args.length > 6 ? Integer.parseInt(args[6]) : SUBSCRIBERS;
        deliveries = new Deliveries(subscribers);
    }

    public static void main(String[] args) throws Exception {
        new SoakLoad(args).run();
    }

    private void run() throws InterruptedException {
        try (var steady = new Subscribers(Protocol.DRP, deliveries, token)) {
            steady.connect(host, port, subscribers);
            var publishers = Stream.generate(() -> Protocol.DRP.publisher(host, port, token))
                    .limit(PUBLISHERS)
                    .toList();
            try (var traffic = new Traffic(deliveries, publishers, rate);
                    var visitors = new Visitors(host, port, token)) {
                deliveries.measure(true);
                long checked = 0;
                for (int minute = 1; minute <= minutes; minute++) {
                    checked = minute(minute, traffic, visitors, checked);
                    goOn(traffic.failure());
                    goOn(visitors.failure());
                }
            }
        }
    }

    /** Gives the number of the event up to which nothing needs to be looked for any more. */
    private long minute(int minute, Traffic traffic, Visitors visitors, long checked) throws InterruptedException {
        double cpu = server.cpuSeconds();
        long delivered = deliveries.total();
        long gone = visitors.gone();
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(60 - LATE_SECONDS);
        long until = traffic.events();
        TimeUnit.SECONDS.sleep(LATE_SECONDS);
        double seconds = (System.nanoTime() - began) / 1e9;
        var latency = deliveries.takeLatency();
        System.out.printf(
                "{\"minute\":%d,\"residentMb\":%.0f,\"serverCores\":%.2f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,"
                        + "\"rate\":%.0f,\"deliveriesPerSecond\":%.0f,\"cameAndWent\":%d,\"missing\":%d}%n",
                minute,
                server.residentKilobytes() / 1024.0,
                (server.cpuSeconds() - cpu) / seconds,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                rate,
                (deliveries.total() - delivered) / seconds,
                visitors.gone() - gone,
                deliveries.missing(checked, until));
        return until;
    }

    private static void goOn(@Nullable Throwable failure) {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
