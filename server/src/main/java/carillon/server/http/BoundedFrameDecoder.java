package carillon.server.http;

import carillon.core.memory.MemoryBudget;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** Reads WebSocket frames, as long as there is memory for the part of one that has come. */
final class BoundedFrameDecoder extends WebSocket13FrameDecoder {

    private final MemoryBudget.Reservation share;
    private final Runnable noMemory;

    /**
     * Runs {@code noMemory} when there is none left, and leaves the pipeline with what has come. The handler behind throws away what
     * still comes, until the connection is closed for want of an answer: closed at once it would be reset, and the peer not learn why.
     */
    BoundedFrameDecoder(WebSocketDecoderConfig config, MemoryBudget.Reservation share, Runnable noMemory) {
        super(config);
        this.share = share;
        this.noMemory = noMemory;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        super.channelRead(ctx, message);
        if (!share.hold(actualReadableBytes())) {
            noMemory.run();
            ctx.pipeline().remove(this);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        share.close();
        super.handlerRemoved0(ctx);
    }
}
