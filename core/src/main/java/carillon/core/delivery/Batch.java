package carillon.core.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one batch bring to all connections: collected event by event, handed to each event loop in one go.
 * Fan-out thread only.
 */
public final class Batch {

    /** A run ends here: a slow connection that cannot take it whole should not have to take much more than it can. */
    private static final int MAX_RUN_BYTES = 32 * 1024;

    private final List<Frame> frames = new ArrayList<>();
    private final List<Outlet> outlets = new ArrayList<>();
    private final List<Full> full = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int deliveries;

    /** A run that is long enough, and an outlet that gets it before whatever else the batch has for it. */
    private record Full(Outlet outlet, Run run) {}

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

    /** Hands everything to the lanes and begins anew. */
    public void handOver() {
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
        ready.forEach(Lane::handOver);
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
