package carillon.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Many subscribers on two event loops, each counting the marks that reach it. */
final class Subscribers implements AutoCloseable {

    /** How many handshakes run at a time: more only fill the server's accept queue. */
    private static final int CONNECTING = 64;

    /**
     * Pings are not looked for in what comes; pongs that nobody asked for are signs of life, too (RFC 6455, 5.5.3). Servers
     * ping about once a minute.
     */
    private static final long PONG_SECONDS = 40;

    private static final long LET_GO_SECONDS = 10;

    /** Every sixteenth subscriber measures latency. */
    private static final int SAMPLED = 16;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<Object, Deliveries.Arrivals> arrivals = new ConcurrentHashMap<>();
    private final Protocol protocol;
    private final Deliveries deliveries;
    private final String token;
    private final Semaphore connecting = new Semaphore(CONNECTING);

    Subscribers(Protocol protocol, Deliveries deliveries, String token) {
        this.protocol = protocol;
        this.deliveries = deliveries;
        this.token = token;
    }

    /** Connects and subscribes; returns when every subscription stands. */
    void connect(String host, int port, int count) throws InterruptedException {
        var bootstrap =
                new Bootstrap().group(loops).channel(EpollSocketChannel.class).option(ChannelOption.SO_RCVBUF, 1 << 16);
        for (int i = 0; i < count; i++) {
            acquire(1, i);
            int number = i;
            bootstrap
                    .clone()
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channels.add(channel);
                            var counted = arrivals.computeIfAbsent(channel.eventLoop(), any -> deliveries.arrivals());
                            counted.subscribed();
                            channel.pipeline().addLast(new Subscriber(number, host, counted));
                        }
                    })
                    .connect(host, port)
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            System.err.println("subscriber " + number + " cannot connect: " + done.cause());
                        }
                    });
        }
        acquire(CONNECTING, count);
        connecting.release(CONNECTING);
    }

    private void acquire(int permits, int sofar) throws InterruptedException {
        if (!connecting.tryAcquire(permits, 30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a subscription does not come about; " + sofar + " were tried so far");
        }
    }

    /** All of them go: every other one says good-bye and is answered, the rest cut the connection off without a word. */
    void leave() {
        boolean silently = false;
        for (var channel : channels) {
            if (silently) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                var _ = channel.close();
            } else {
                var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(WebSocketText.goodBye()), channel.voidPromise());
            }
            silently = !silently;
        }
        if (!channels.newCloseFuture().awaitUninterruptibly(LET_GO_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(channels.size() + " said good-bye and were not let go");
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Subscriber extends ChannelInboundHandlerAdapter {

        private final int number;
        private final String host;
        private final Deliveries.Arrivals arrivals;
        private final Mark mark = new Mark();
        private StringBuilder greeting = new StringBuilder();
        private boolean open;
        private boolean ready;

        Subscriber(int number, String host, Deliveries.Arrivals arrivals) {
            this.number = number;
            this.host = host;
            this.arrivals = arrivals;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            write(context, protocol.opening(host, token).getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            try {
                if (ready) {
                    mark.scan(bytes, event -> arrivals.add(event, number % SAMPLED == 0));
                } else {
                    greet(context, bytes);
                }
            } finally {
                bytes.release();
            }
        }

        private void greet(ChannelHandlerContext context, ByteBuf bytes) {
            greeting.append(bytes.toString(StandardCharsets.ISO_8859_1));
            int head = greeting.indexOf("\r\n\r\n");
            if (!open && head >= 0) {
                if (!greeting.toString().startsWith(protocol.webSocket() ? "HTTP/1.1 101" : "HTTP/1.1 200")) {
                    throw new IllegalStateException("refused: " + greeting);
                }
                open = true;
                greeting.delete(0, head + 4);
                sayHello(context);
            }
            if (open && greeting.indexOf(protocol.ready()) >= 0) {
                ready = true;
                // What is replayed may come right behind the answer.
                mark.scan(
                        Unpooled.copiedBuffer(greeting, StandardCharsets.ISO_8859_1),
                        event -> arrivals.add(event, false));
                greeting = new StringBuilder(0);
                connecting.release();
                if (protocol.webSocket()) {
                    stayAlive(context);
                }
            }
        }

        private void stayAlive(ChannelHandlerContext context) {
            var pongs = context.executor()
                    .scheduleAtFixedRate(
                            () -> write(context, WebSocketText.pong()), PONG_SECONDS, PONG_SECONDS, TimeUnit.SECONDS);
            context.channel().closeFuture().addListener(any -> pongs.cancel(false));
        }

        private void sayHello(ChannelHandlerContext context) {
            var hello = protocol.hello(number, token);
            if (!hello.isEmpty()) {
                write(context, WebSocketText.frame(hello));
            }
        }

        private static void write(ChannelHandlerContext context, byte[] bytes) {
            var _ = context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println("subscriber " + number + ": " + cause);
            var _ = context.close();
        }
    }
}
