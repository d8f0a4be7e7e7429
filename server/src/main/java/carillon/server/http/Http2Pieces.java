package carillon.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;

/**
 * Writes to a stream of HTTP/2 in pieces. What a stream has been given counts as waiting until the peer has taken all of a piece: a peer
 * that takes a megabyte steadily, and no faster than it has to, would look like one that takes nothing.
 */
final class Http2Pieces {

    /** As much as a stream has before its peer opens the window. */
    static final int PIECE = 64 * 1024;

    private Http2Pieces() {}

    /** Takes over the bytes; the stream goes on. */
    static void write(Channel stream, ByteBuf bytes) {
        writeAllButTheLast(stream, bytes);
        var _ = stream.write(new DefaultHttpContent(bytes));
    }

    /** Takes over the bytes; the stream ends behind them. Done when the peer has been sent all of them. */
    static ChannelFuture writeLast(Channel stream, ByteBuf bytes) {
        writeAllButTheLast(stream, bytes);
        return stream.write(new DefaultLastHttpContent(bytes));
    }

    private static void writeAllButTheLast(Channel stream, ByteBuf bytes) {
        while (bytes.readableBytes() > PIECE) {
            var _ = stream.write(new DefaultHttpContent(bytes.readRetainedSlice(PIECE)));
        }
    }
}
