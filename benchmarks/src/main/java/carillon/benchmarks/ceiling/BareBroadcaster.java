package carillon.benchmarks.ceiling;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Sends every text that comes in on {@code /pub} to every WebSocket on {@code /sub}. The frame is encoded once and shared. No
 * store, no matching, no accounts.
 *
 * <p>{@code BareBroadcaster port [pump]}: with the pump, {@link PumpedLane} writes; without, {@link BareLane}.
 */
public final class BareBroadcaster {

    private static final int EVENT_LOOPS = 2;

    /** The subscribers of one event loop. */
    interface Lane {

        /** On the event loop. */
        void subscribe(Channel channel);

        /** Any thread; takes over one reference. */
        void offer(ByteBuf frame);
    }

    private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
    private final EventLoopGroup loops;
    private final Function<EventLoop, Lane> lane;

    private BareBroadcaster(EventLoopGroup loops, Function<EventLoop, Lane> lane) {
        this.loops = loops;
        this.lane = lane;
    }

    public static void main(String[] args) throws InterruptedException {
        var io = EpollIoHandler.newFactory();
        boolean pumped = args.length > 1 && args[1].equals("pump");
        var broadcaster = pumped
                ? new BareBroadcaster(new TurningLoops(EVENT_LOOPS, io), PumpedLane::new)
                : new BareBroadcaster(new MultiThreadIoEventLoopGroup(EVENT_LOOPS, io), BareLane::new);
        broadcaster.serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws InterruptedException {
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(4_096))
                                .addLast(new WebSocketServerProtocolHandler("/", null, false, 65_536, false, true))
                                .addLast(new Connected());
                    }
                })
                .bind("127.0.0.1", port)
                .sync();
        System.out.println("ready");
    }

    private void broadcast(TextWebSocketFrame text) {
        var frame = frame(text.content());
        lanes.values().forEach(lane -> lane.offer(frame.retain()));
        frame.release();
    }

    /** A whole server frame: not masked, so the same bytes for everybody. */
    private static ByteBuf frame(ByteBuf payload) {
        var frame = ByteBufAllocator.DEFAULT.directBuffer(payload.readableBytes() + 4);
        frame.writeByte(0x81);
        if (payload.readableBytes() < 126) {
            frame.writeByte(payload.readableBytes());
        } else {
            frame.writeByte(126).writeShort(payload.readableBytes());
        }
        return frame.writeBytes(payload);
    }

    /** Tells subscribers from publishers by their path. */
    private final class Connected extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                if (handshake.requestUri().startsWith("/pub")) {
                    context.pipeline().addLast(new Publishing());
                } else {
                    subscribe(context.channel());
                }
            }
        }

        private void subscribe(Channel channel) {
            channel.pipeline().forEach(entry -> channel.pipeline().remove(entry.getValue()));
            lanes.computeIfAbsent(channel.eventLoop(), lane).subscribe(channel);
        }
    }

    private final class Publishing extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame text) {
            broadcast(text);
        }
    }
}
