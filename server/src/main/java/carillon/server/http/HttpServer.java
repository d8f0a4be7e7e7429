package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThread;
import carillon.core.thread.HubThreads;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on ports and serves what their routers say, until it is stopped. */
public final class HttpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /** A slow connection holds at most about this much of the transport's own; the rest waits in its outbox. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /**
     * So many writes to one connection, then it is the turn of the others. With the transport's own sixteen, a hundred
     * subscribers that read as fast as they were written to kept the loop from anything else for a second and more.
     */
    private static final int WRITES_A_TURN = 2;

    /** New connections that are taken in at a time: with sixteen, those of a busy server waited for many rounds of its loop. */
    private static final int ACCEPTS_A_TURN = 1_024;

    /** What every request and message may have without asking: most need no more, and so never touch what all event loops share. */
    static final int FREE_INBOUND = 4_096;

    private final HttpSettings settings;
    private final OpenSessions sessions;
    private final HttpCounters counters = new HttpCounters();
    private final MemoryBudget inbound;

    /** The half of it that is for bodies whose senders have not shown who they are. */
    private final MemoryBudget strangers;

    private final MemoryBudget answers;
    private final Places addresses;
    private final Places streams;
    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final Map<EventLoop, Loop> loops = new HashMap<>();
    private final Map<String, Channel> ports = new LinkedHashMap<>();
    private final ExecutorService threads;
    private final HubThreads hubThreads;
    private final List<HubThread> certificateWatches = new ArrayList<>();

    private HttpServer(HttpSettings settings, MemoryBudget answers, HubThreads hubThreads, OpenSessions sessions) {
        this.sessions = sessions;
        this.settings = settings;
        this.answers = answers;
        this.addresses = new Places(settings.limits().maxConnectionsEach());
        this.streams = new Places(settings.limits().maxStreamsEach());
        this.hubThreads = hubThreads;
        this.inbound = new MemoryBudget(settings.limits().maxInboundMemory(), FREE_INBOUND);
        this.strangers = inbound.part(inbound.most() / 2, FREE_INBOUND);
        this.epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = settings.eventLoops() > 0
                ? settings.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        this.group = new EventLoops(
                count, Thread.ofPlatform().name("http-", 0).daemon().factory(), io, hubThreads);
        this.threads = hubThreads.virtual("request-");
        group.forEach(executor -> {
            var loop = (EventLoops.Watchful) executor;
            loops.put(loop, new Loop(loop, settings.tick()));
        });
    }

    /**
     * Opens all ports.
     *
     * @param sessions ends streams and WebSockets when the credentials of their requests are revoked
     * @throws UncheckedIOException if one cannot be opened; then none is
     */
    public static HttpServer start(List<Listener> listeners, HttpSettings settings, OpenSessions sessions) {
        return start(listeners, settings, MemoryBudget.ofHeap(), new HubThreads(), sessions);
    }

    /** The same, with the threads and sessions of the server that it belongs to. */
    public static HttpServer start(
            List<Listener> listeners,
            HttpSettings settings,
            MemoryBudget answers,
            HubThreads threads,
            OpenSessions sessions) {
        var server = new HttpServer(settings, answers, threads, sessions);
        try {
            listeners.forEach(server::listen);
        } catch (RuntimeException failed) {
            server.stop(Duration.ZERO);
            throw failed;
        }
        return server;
    }

    /** Opens all ports, for callers whose credentials nothing revokes. */
    public static HttpServer start(List<Listener> listeners, HttpSettings settings) {
        return start(listeners, settings, new OpenSessions());
    }

    private void listen(Listener listener) {
        var tls = listener.tls();
        if (tls != null) {
            TlsWarmUp.run(tls.context());
            watch(listener.name(), tls);
        }
        var served = new Served(
                listener.name(),
                tls != null,
                listener.router(),
                settings,
                counters,
                inbound,
                strangers,
                answers,
                addresses,
                streams,
                sessions,
                threads);
        var bootstrap = new ServerBootstrap()
                .group(group)
                .channel(serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS_A_TURN))
                .childOption(ChannelOption.WRITE_SPIN_COUNT, WRITES_A_TURN)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 512, 65_536))
                .childHandler(new Accepting(served, listener.tls(), loops));
        var bound = bootstrap.bind(listener.address()).awaitUninterruptibly();
        var cause = bound.cause();
        if (cause != null) {
            throw new UncheckedIOException(
                    "listener '" + listener.name() + "' cannot open " + listener.address() + ": " + cause.getMessage()
                            + "; choose another port, or stop the program that uses it",
                    cause instanceof IOException io ? io : new IOException(cause));
        }
        ports.put(listener.name(), bound.channel());
        log.info("Listener {} on {}, {}", listener.name(), bound.channel().localAddress(), epoll ? "epoll" : "NIO");
    }

    /** Looks after a certificate until the server stops. */
    private void watch(String listener, Tls tls) {
        var watch = hubThreads.thread("certificate-" + listener, settings.certificateCheck(), () -> {
            tls.reloadIfChanged();
            return settings.certificateCheck().toNanos();
        });
        certificateWatches.add(watch);
        watch.start();
    }

    /** Listeners that are not open, by name; empty if each of them can be reached. */
    public List<String> closedListeners() {
        return ports.entrySet().stream()
                .filter(port -> !port.getValue().isOpen())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Where a listener listens, with the port that it was given. */
    public InetSocketAddress address(String listener) {
        var port = ports.get(listener);
        if (port == null) {
            throw new IllegalArgumentException("no listener is named " + listener + "; there are " + ports.keySet());
        }
        return (InetSocketAddress) port.localAddress();
    }

    public HttpCounters counters() {
        return counters;
    }

    /** The WebSockets and event streams that are open. Waits for every event loop, so not to be called on one. */
    public List<OpenStream> streams() {
        return loops.values().stream().map(loop -> loop.executor().submit(loop::streams)).toList().stream()
                .flatMap(asked -> asked.syncUninterruptibly().getNow().stream())
                .toList();
    }

    /** Ends the streams of one peer; false if it has none. Waits as {@link #streams} does. */
    public boolean end(String peer) {
        return loops.values().stream()
                        .mapToInt(loop -> loop.executor()
                                .submit(() -> loop.end(peer))
                                .syncUninterruptibly()
                                .getNow())
                        .sum()
                > 0;
    }

    /**
     * Stops accepting, finishes requests, sends streams and WebSockets away (1001) spread over the time given, and ends
     * whatever is left then.
     */
    public void stop(Duration drain) {
        ports.values().forEach(port -> port.close().awaitUninterruptibly());
        long deadline = System.nanoTime() + drain.toNanos();
        if (drain.isPositive()) {
            loops.values().forEach(loop -> loop.executor().execute(() -> loop.drain(deadline)));
            awaitConnections(deadline);
        }
        certificateWatches.forEach(HubThread::abandon);
        threads.shutdownNow();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private void awaitConnections(long deadline) {
        try {
            while (counters.connections() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
