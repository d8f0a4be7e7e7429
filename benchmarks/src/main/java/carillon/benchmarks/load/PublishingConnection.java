package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One connection that always has one request under way. */
final class PublishingConnection extends ChannelInboundHandlerAdapter {

    private final Acknowledging target;
    private final LongSupplier numbers;
    private final Acknowledgements acknowledgements;
    private Acknowledgements.@Nullable Counter counter;
    private boolean greeted;
    private long sentAt;
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    PublishingConnection(Acknowledging target, LongSupplier numbers, Acknowledgements acknowledgements) {
        this.target = target;
        this.numbers = numbers;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        counter = acknowledgements.counter(context.channel().eventLoop());
        var hello = target.hello();
        if (hello.isReadable()) {
            var _ = context.writeAndFlush(hello, context.voidPromise());
        } else {
            greeted = true;
            send(context);
        }
    }

    private void send(ChannelHandlerContext context) {
        sentAt = System.nanoTime();
        var _ = context.writeAndFlush(target.request(numbers.getAsLong()), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        var bytes = (ByteBuf) message;
        if (read.isReadable()) {
            var both = context.alloc()
                    .buffer(read.readableBytes() + bytes.readableBytes())
                    .writeBytes(read)
                    .writeBytes(bytes);
            read.release();
            bytes.release();
            read = both;
        } else {
            read = bytes;
        }
        take(context);
        if (!read.isReadable()) {
            read.release();
            read = Unpooled.EMPTY_BUFFER;
        }
    }

    private void take(ChannelHandlerContext context) throws IOException {
        if (!greeted) {
            if (target.greeted(read)) {
                greeted = true;
                send(context);
            }
        } else if (target.answered(read)) {
            Objects.requireNonNull(counter).count(System.nanoTime() - sentAt);
            send(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        acknowledgements.failed("publisher: " + cause);
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        read.release();
    }
}
