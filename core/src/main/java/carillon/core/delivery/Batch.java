package carillon.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one batch bring to all connections: collected event by event, handed to each event loop in one go.
 * Fan-out thread only.
 */
public final class Batch {

    /** A run ends here: a slow connection that cannot take it whole should not have to take much more than it can. */
    private static final int MAX_RUN_BYTES = 32 * 1024;

    /**
     * How long a lane that is busy is waited for: so long for each frame that somebody gets, because its peers may have to get
     * onto a processor first, and so long for each delivery, because those take a processor's time. Whoever lets that pass loses
     * events as soon as its outbox is full, and is not waited for any longer.
     */
    private static final long PATIENCE_NANOS_A_FRAME = 2_000_000;

    private static final long PATIENCE_NANOS_A_DELIVERY = 10_000;
    private static final long LOOK_AGAIN_NANOS = 200_000;

    private final LongAdder waitedNanos;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Outlet> outlets = new ArrayList<>();
    private final List<Full> full = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int deliveries;

    /** A run that is long enough, and an outlet that gets it before whatever else the batch has for it. */
    private record Full(Outlet outlet, Run run) {}

    /**
     * An empty one.
     *
     * @param waitedNanos is told how long readers were waited for
     */
    public Batch(LongAdder waitedNanos) {
        this.waitedNanos = waitedNanos;
    }

    /** Takes a frame in, and its reference over; for {@link #add}. */
    public Run begin(Frame frame) {
        frames.add(frame);
        return new Run(frame);
    }

    /** The outlet is to get the frame of {@link #begin}. */
    public void add(Outlet outlet, Run single) {
        deliveries++;
        var run = outlet.run;
        if (run == null) {
            outlets.add(outlet);
            outlet.run = single.enter();
        } else if (run.bytesWith(single) > MAX_RUN_BYTES) {
            full.add(new Full(outlet, run));
            outlet.run = single.enter();
        } else {
            outlet.run = run.goOn(single);
        }
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
        for (var each : full) {
            give(each.outlet(), each.run());
        }
        for (var outlet : outlets) {
            give(outlet, outlet.run);
            outlet.run = null;
        }
        frames.forEach(Frame::release);
        full.clear();
        outlets.clear();
        frames.clear();
        deliveries = 0;
        var ready = List.copyOf(lanes);
        lanes.clear();
        var busy = new ArrayList<Lane>();
        for (var lane : ready) {
            if (lane.busy()) {
                busy.add(lane);
            } else {
                lane.handOver(handedOver);
            }
        }
        if (!busy.isEmpty()) {
            awaitRoom(busy, patience);
            busy.forEach(lane -> lane.handOver(handedOver));
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

    private void give(Outlet outlet, @Nullable Run run) {
        if (run != null) {
            if (outlet.lane().isEmpty()) {
                lanes.add(outlet.lane());
            }
            run.giveTo(outlet);
        }
    }
}
