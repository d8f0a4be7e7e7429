package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.thread.HubThreads;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

    private static final int BYTES = 100;

    @Test
    @DisplayName("between two slices of a lane that always has more to write, the event loop reads")
    void readsBetweenTurns() throws Exception {
        var loops = new EventLoops(
                1,
                Thread.ofPlatform().name("loop-", 0).daemon().factory(),
                NioIoHandler.newFactory(),
                new HubThreads());
        var loop = (EventLoops.Watchful) loops.next();
        var turns = new AtomicInteger();
        // How many turns there had been when each byte was read.
        var turnsAt = new AtomicIntegerArray(BYTES);
        try {
            var bound = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(ChannelHandlerContext ctx, Object message) {
                                    turnsAt.set(((ByteBuf) message).getByte(0), turns.get());
                                    var _ = ctx.writeAndFlush(message);
                                }
                            });
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync();
            loop.execute(() -> goOn(loop, turns));
            var address = (InetSocketAddress) bound.channel().localAddress();
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                socket.setSoTimeout(10_000);
                for (int i = 0; i < BYTES; i++) {
                    socket.getOutputStream().write(i);
                    assertThat(socket.getInputStream().read()).isEqualTo(i);
                }
            }
            assertThat(turnsAt.get(BYTES - 1)).as("turns went on meanwhile").isGreaterThan(turnsAt.get(0));
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    /** A slice that never gets through. */
    private static void goOn(EventLoops.Watchful loop, AtomicInteger turns) {
        turns.incrementAndGet();
        loop.nextTurn(() -> goOn(loop, turns));
    }
}
