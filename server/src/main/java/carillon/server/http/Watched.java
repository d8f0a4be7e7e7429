package carillon.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** The last handler of a connection, visited by its loop's timer for as long as it is in the pipeline. */
abstract class Watched extends ChannelInboundHandlerAdapter {

    /** The place in the loop's list; -1 when in none. The loop's own. */
    int slot = -1;

    private @Nullable ChannelHandlerContext context;

    private final Loop loop;

    Watched(Loop loop) {
        this.loop = loop;
    }

    final Loop loop() {
        return loop;
    }

    /** A moment to look at deadlines. */
    abstract void tick(long now);

    /** Finish what is going on and end before the deadline. */
    abstract void drain(long now, long deadline);

    /** How it looks to who asks what is open; null for what is no stream. Its loop alone. */
    @Nullable
    OpenStream stream() {
        return null;
    }

    /** Ends it because an administrator says so. */
    void end() {}

    /** Ends the connection at once, because it cannot be looked after. */
    final void abort() {
        var known = context;
        if (known != null) {
            var _ = known.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        loop.watch(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unwatch(this);
    }
}
