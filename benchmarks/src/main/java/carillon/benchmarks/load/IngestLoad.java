package carillon.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Publishers that each have one request of 400-byte events under way and wait until the server says that it is on disk, on
 * two event loops. Prints one line of figures.
 *
 * <p>{@code IngestLoad carillon|carillon-array|redis|jetstream|kafka|kafka-batch host port publishers seconds token pid,pid [subscribers]};
 * subscribers get every event over the Digital Rebar socket.
 */
public final class IngestLoad implements AutoCloseable {

    private static final int BATCH = 50;
    private static final long WARM_UP_SECONDS_AT_MOST = 5;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final AtomicLong next = new AtomicLong();
    private final Acknowledgements acknowledgements = new Acknowledgements();

    private IngestLoad() {}

    public static void main(String[] args) throws Exception {
        var server = ProcessUse.of(args[6]);
        int subscribers = args.length > 7 ? Integer.parseInt(args[7]) : 0;
        var host = args[1];
        int port = Integer.parseInt(args[2]);
        var deliveries = new Deliveries(subscribers);
        try (var load = new IngestLoad();
                var swarm = new Subscribers(Protocol.DRP, deliveries, args[5])) {
            swarm.connect(host, port, subscribers);
            load.run(args, host, port, server, deliveries);
        }
    }

    private void run(String[] args, String host, int port, ProcessUse server, Deliveries deliveries)
            throws InterruptedException {
        int publishers = Integer.parseInt(args[3]);
        long seconds = Long.parseLong(args[4]);
        int batch = args[0].equals("carillon-array") || args[0].equals("kafka-batch") ? BATCH : 1;
        connect(host, port, publishers, batch, target(args[0], host, args[5]));
        TimeUnit.SECONDS.sleep(Math.min(seconds, WARM_UP_SECONDS_AT_MOST));
        double cpu = server.cpuSeconds();
        double own = ProcessUse.ofThisProcess().cpuSeconds();
        acknowledgements.measure(true);
        deliveries.measure(true);
        TimeUnit.SECONDS.sleep(seconds);
        acknowledgements.measure(false);
        deliveries.measure(false);
        cpu = server.cpuSeconds() - cpu;
        own = ProcessUse.ofThisProcess().cpuSeconds() - own;
        var latency = acknowledgements.latency();
        long stored = acknowledgements.requests() * batch;
        System.out.printf(
                "{\"target\":\"%s\",\"publishers\":%d,\"perSecond\":%.0f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,"
                        + "\"cpuMicros\":%.2f,\"serverCores\":%.2f,\"clientCores\":%.2f,\"deliveredPerSecond\":%.0f,\"failed\":%b}%n",
                args[0],
                publishers,
                stored / (double) seconds,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                cpu * 1e6 / Math.max(1, stored),
                cpu / seconds,
                own / seconds,
                deliveries.total() / (double) seconds,
                acknowledgements.failed());
    }

    private void connect(String host, int port, int publishers, int batch, Supplier<Acknowledging> target)
            throws InterruptedException {
        var bootstrap = new Bootstrap().group(loops).channel(EpollSocketChannel.class);
        for (int i = 0; i < publishers; i++) {
            bootstrap
                    .clone()
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new PublishingConnection(
                                            target.get(), () -> next.getAndAdd(batch), acknowledgements));
                        }
                    })
                    .connect(host, port)
                    .sync();
        }
    }

    private static Supplier<Acknowledging> target(String name, String host, String token) {
        return switch (name) {
            case "carillon" -> () -> new HttpPublishing(host, "/v1/events", token, Protocol.nativeEvent());
            case "carillon-array" ->
                () -> new HttpPublishing(
                        host,
                        "/v1/events",
                        token,
                        "[" + String.join(",", Collections.nCopies(BATCH, Protocol.nativeEvent())) + "]");
            case "redis" -> () -> new RedisPublishing(Protocol.nativeEvent());
            case "jetstream" -> {
                var inboxes = new AtomicLong();
                yield () -> new JetStreamPublishing("inbox" + inboxes.incrementAndGet(), Protocol.nativeEvent());
            }
            case "kafka" -> () -> new KafkaPublishing(Protocol.nativeEvent(), 1);
            case "kafka-batch" -> () -> new KafkaPublishing(Protocol.nativeEvent(), BATCH);
            default -> throw new IllegalArgumentException("no such target: " + name);
        };
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
