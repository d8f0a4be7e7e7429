package carillon.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up the connections that one listener accepts. */
final class Accepting extends ChannelInitializer<Channel> {

    private static final Logger log = LoggerFactory.getLogger(Accepting.class);

    private static final String SAY_HTTPS =
            "This port speaks TLS: use https:// or wss:// in place of http:// or ws://.\n";

    private static final byte[] NOT_TLS =
            ("HTTP/1.0 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
                            + SAY_HTTPS.length()
                            + "\r\nconnection: close\r\n\r\n"
                            + SAY_HTTPS)
                    .getBytes(StandardCharsets.US_ASCII);

    private final Served served;
    private final @Nullable Tls tls;
    private final Map<EventLoop, Loop> loops;

    Accepting(Served served, @Nullable Tls tls, Map<EventLoop, Loop> loops) {
        this.served = served;
        this.tls = tls;
        this.loops = loops;
    }

    @Override
    protected void initChannel(Channel channel) {
        var address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? AddressGroup.bounded(remote.getAddress())
                : null;
        if (served.counters().connectionOpened() > served.limits().maxConnections()
                || !served.addresses().take(address)) {
            served.counters().connectionRefused();
            served.counters().connectionClosed();
            var _ = channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> {
            served.addresses().leave(address);
            served.counters().connectionClosed();
        });
        tell(channel);
        var loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a connection on a foreign event loop: " + channel.eventLoop());
        }
        var source = tls;
        if (source == null) {
            http1(channel, loop);
            return;
        }
        var handler = source.context().newHandler(channel.alloc());
        handler.setHandshakeTimeout(served.limits().headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.pipeline().addLast(handler, new Negotiated(loop));
    }

    private void tell(Channel channel) {
        // A peer that is gone again by now has no address any more.
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            for (var watch : served.router().watches()) {
                watch.opened(remote);
                channel.closeFuture().addListener(_ -> watch.closed(remote));
            }
        }
    }

    private void http1(Channel channel, Loop loop) {
        var exchanges = new Exchanges(channel, loop, served, false);
        channel.pipeline().addLast(new FirstByte(exchanges), new Http1Codec(served.limits()), exchanges);
    }

    /** Waits for the handshake to say which protocol the peer speaks, and makes room for it. */
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {

        private final Loop loop;

        Negotiated(Loop loop) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.loop = loop;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            ChannelPipeline pipeline = ctx.pipeline();
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                Http2Connection.configure(pipeline, loop, served);
            } else {
                http1(ctx.channel(), loop);
            }
        }

        /** Who speaks plain HTTP here is told why it does not work; the connection ends behind that. */
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent done && done.cause() instanceof NotSslRecordException) {
                var encrypting = ctx.pipeline().context(SslHandler.class);
                if (encrypting != null) {
                    // Past the handler that would encrypt it.
                    var _ = encrypting.writeAndFlush(Unpooled.wrappedBuffer(NOT_TLS));
                }
            }
            super.userEventTriggered(ctx, event);
        }

        /** Scanners and clients that distrust the certificate do this all day: nothing to wake anybody for. */
        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("TLS handshake with {} failed: {}", ctx.channel().remoteAddress(), cause.getMessage());
            var _ = ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("TLS with {} failed: {}", ctx.channel().remoteAddress(), cause.getMessage());
            var _ = ctx.close();
        }
    }
}
