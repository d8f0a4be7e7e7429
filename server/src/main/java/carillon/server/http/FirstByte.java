package carillon.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Before the codec: says when the first byte of a request came, which starts its deadline. */
final class FirstByte extends ChannelInboundHandlerAdapter {

    private final Exchanges exchanges;

    FirstByte(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        exchanges.bytesArrived();
        ctx.fireChannelRead(message);
    }
}
