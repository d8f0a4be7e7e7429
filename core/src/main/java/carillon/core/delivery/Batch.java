package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the events of one batch bring to all connections: collected event by event, handed to each event loop in one go.
 * Fan-out thread only.
 */
public final class Batch {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /**
     * How long a lane that is busy is waited for: so long for each frame that somebody gets, because its peers may have to get
     * onto a processor first, and so long for each delivery, because those take a processor's time. Whoever lets that pass loses
     * events as soon as its outbox is full, and is not waited for any longer.
     */
    private static final long PATIENCE_NANOS_A_FRAME = 2_000_000;

    private static final long PATIENCE_NANOS_A_DELIVERY = 10_000;
    private static final long LOOK_AGAIN_NANOS = 200_000;

    private final LongAdder waitedNanos;
    private final LastResort lastResort;
    private final List<SharedFrame> frames = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int deliveries;

    /**
     * An empty one.
     *
     * @param waitedNanos is told how long readers were waited for
     * @param lastResort what happens with an error while one event loop is given its events
     */
    public Batch(LongAdder waitedNanos, LastResort lastResort) {
        this.waitedNanos = waitedNanos;
        this.lastResort = lastResort;
    }

    /** Takes a frame in, and its reference over; for {@link #add}. */
    public SharedFrame begin(Frame frame) {
        var shared = new SharedFrame(frame);
        frames.add(shared);
        return shared;
    }

    /** The outlet is to get the frame of {@link #begin}. */
    public void add(Outlet outlet, SharedFrame shared) {
        var lane = outlet.lane();
        if (lane.isEmpty()) {
            lanes.add(lane);
        }
        lane.add(outlet, shared.frame);
        shared.delivered();
        deliveries++;
    }

    /** How many deliveries wait to be handed over. */
    public int deliveries() {
        return deliveries;
    }

    /** How many frames wait to be handed over: no connection gets more of them. */
    public int frames() {
        return frames.size();
    }

    /**
     * Hands everything to the lanes and begins anew. While half of the readers of a lane are behind it is waited for a little, so
     * that a flood goes as fast as they take it; a few that are slow are not.
     */
    public void handOver() {
        int handedOver = frames.size();
        long patience = handedOver * PATIENCE_NANOS_A_FRAME + deliveries * PATIENCE_NANOS_A_DELIVERY;
        frames.forEach(SharedFrame::passOn);
        frames.clear();
        deliveries = 0;
        var ready = List.copyOf(lanes);
        lanes.clear();
        var busy = new ArrayList<Lane>();
        for (var lane : ready) {
            if (lane.busy()) {
                busy.add(lane);
            } else {
                handOver(lane, handedOver);
            }
        }
        if (!busy.isEmpty()) {
            awaitRoom(busy, patience);
            busy.forEach(lane -> handOver(lane, handedOver));
        }
    }

    private void handOver(Lane lane, int frames) {
        try {
            lane.handOver(frames);
        } catch (Throwable broken) {
            // The other event loops must have theirs all the same.
            lastResort.survive(broken);
            LOG.error("an event loop did not get a batch", broken);
        }
    }

    private void awaitRoom(List<Lane> busy, long patience) {
        long began = System.nanoTime();
        long waited = 0;
        for (var lane : busy) {
            while (lane.busy() && waited < patience) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                waited = System.nanoTime() - began;
            }
        }
        waitedNanos.add(waited);
    }
}
