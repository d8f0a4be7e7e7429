package carillon.server.http;

import io.netty.channel.Channel;

/**
 * Notices that a peer reads too slowly: what waits for it keeps memory that others need. One for each connection, on its event loop.
 */
final class Stall {

    private final long patienceNanos;
    private final long least;
    private long mark;
    private long since;
    private boolean pending;

    /**
     * For one connection.
     *
     * @param patienceNanos how long it may take over the least
     * @param bytesPerSecond the least, on average over that time; any progress is enough if it is zero
     */
    Stall(long patienceNanos, int bytesPerSecond) {
        this.patienceNanos = patienceNanos;
        this.least = Math.max(1, patienceNanos / 1_000 * bytesPerSecond / 1_000_000);
    }

    /** Nothing waits any more. */
    void over() {
        pending = false;
    }

    /**
     * Whether something has been waiting for the peer for longer than the patience, and the peer has taken less than the least.
     *
     * @param written how many bytes the connection has been given so far, those that wait included
     */
    boolean tooSlow(Channel channel, long written, long now) {
        long waiting = waiting(channel);
        if (waiting <= 0) {
            pending = false;
            return false;
        }
        // A large buffer counts as waiting until it is written as a whole.
        var buffer = channel.unsafe().outboundBuffer();
        long taken = written - waiting + (buffer == null ? 0 : buffer.currentProgress());
        if (!pending || taken - mark >= least) {
            pending = true;
            mark = taken;
            since = now;
            return false;
        }
        return now - since > patienceNanos;
    }

    /** What the transport has not given to the socket; of a stream of HTTP/2, what its window keeps back. */
    private static long waiting(Channel channel) {
        var water = channel.config().getWriteBufferWaterMark();
        return channel.isWritable()
                ? water.high() - channel.bytesBeforeUnwritable()
                : water.low() + channel.bytesBeforeWritable();
    }
}
