package carillon.server.access;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The queue before the slow hash checks: half of the cores work on them, in the order of arrival, and so few wait that the
 * last one's turn comes within seconds. One address has a few places of it, so that a flood from there leaves room for the
 * others. Any thread; {@link #enter} blocks.
 */
final class SlowChecks {

    /** At 0.15 s each, with one core for them, the last of them waits about five seconds. */
    private static final int MOST = 32;

    private static final int MOST_OF_AN_ADDRESS = 4;
    private static final long PATIENCE_SECONDS = 20;

    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    // Both guarded by this.
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;

    /** Waits for a turn. False, and nothing to leave, if too many wait already. */
    boolean enter(String address) throws InterruptedException {
        if (!takePlace(address)) {
            return false;
        }
        boolean turn = false;
        try {
            turn = turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return turn;
        } finally {
            if (!turn) {
                giveUpPlace(address);
            }
        }
    }

    void leave(String address) {
        turns.release();
        giveUpPlace(address);
    }

    private synchronized boolean takePlace(String address) {
        // Behind a proxy on this machine everybody is loopback: half of all places.
        int most = address.equals("loopback") ? MOST / 2 : MOST_OF_AN_ADDRESS;
        if (all >= MOST || inside.getOrDefault(address, 0) >= most) {
            return false;
        }
        all++;
        inside.merge(address, 1, Integer::sum);
        return true;
    }

    private synchronized void giveUpPlace(String address) {
        all--;
        inside.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
}
