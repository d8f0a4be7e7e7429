package carillon.server.http;

import io.netty.channel.Channel;

/** Notices that a peer takes nothing of what is being written to it. One for each connection, on its event loop. */
final class Stall {

    private int mark;
    private long since;
    private boolean pending;

    /** Whether something has been waiting for the peer, without any progress, for longer than this. */
    boolean lastsLongerThan(long nanos, Channel channel, long now) {
        int present = mark(channel);
        if (present == 0) {
            pending = false;
            return false;
        }
        if (!pending || present != mark) {
            pending = true;
            mark = present;
            since = now;
            return false;
        }
        return now - since > nanos;
    }

    /** Zero if nothing waits, otherwise a number that changes when the socket takes something. */
    private static int mark(Channel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            // A stream of HTTP/2 has no buffer of its own; its window tells.
            return channel.isWritable() ? 0 : 1;
        }
        var current = buffer.current();
        return current == null
                ? 0
                : (System.identityHashCode(current) * 31 + Long.hashCode(buffer.currentProgress())) | 1;
    }
}
