package carillon.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all that peers have sent and that is not dealt with yet: bodies of requests, and WebSocket messages of which the end is
 * missing. Each alone is bounded, but they are read before anybody says who sends them, and twenty thousand connections with a
 * megabyte each would fill any heap. Any thread.
 */
final class InboundMemory {

    /** What every connection has without asking: most need no more, and so never touch what all event loops share. */
    static final int FREE_BYTES = 4_096;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    InboundMemory(long most) {
        this.most = most;
    }

    private boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** One connection's part of it. One thread at a time. */
    final class Share {

        private long mine;

        /** Grows or shrinks to so many bytes; false if there is not so much left, and then nothing changes. */
        boolean hold(long bytes) {
            long needed = Math.max(0, bytes - FREE_BYTES);
            if (needed > mine && !take(needed - mine)) {
                return false;
            }
            if (needed < mine) {
                taken.addAndGet(needed - mine);
            }
            mine = needed;
            return true;
        }

        void end() {
            var _ = hold(0);
        }
    }
}
