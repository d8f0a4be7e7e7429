package carillon.server.source.jobs;

import java.util.concurrent.atomic.AtomicLong;

/** How much more output may be kept: one for each job, all of them drawing on one for the server. Thread-safe. */
final class OutputAllowance {

    private final AtomicLong shared;
    private long own;
    private long taken;

    OutputAllowance(long own, AtomicLong shared) {
        this.own = own;
        this.shared = shared;
    }

    /** Takes up to the wanted number of bytes, and returns how many it got. */
    synchronized int take(int wanted) {
        long asked = Math.min(wanted, own);
        long before = shared.getAndUpdate(left -> left - Math.min(Math.max(left, 0), asked));
        int got = (int) Math.min(Math.max(before, 0), asked);
        own -= got;
        taken += got;
        return got;
    }

    /** Gives everything back, when the job is over and told. */
    synchronized void giveBack() {
        shared.addAndGet(taken);
        taken = 0;
        own = 0;
    }
}
