package carillon.core.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * Connections that get the same frames: an event is handed to each of their event loops once. A connection must not get frames
 * from two places, or their order would be lost; so it is in one group at most. Fan-out thread only.
 */
public final class Group {

    /** Of each event loop that has members; few. */
    private final List<GroupLog> logs = new ArrayList<>(2);

    private int size;

    /** From the next event on the outlet gets the frames of this group, behind everything that was handed over before. */
    public void join(Outlet outlet) {
        var lane = outlet.lane();
        var log = logOf(lane);
        log.counted++;
        size++;
        lane.execute(() -> log.join(outlet));
    }

    private GroupLog logOf(Lane lane) {
        for (var log : logs) {
            if (log.lane().equals(lane)) {
                return log;
            }
        }
        var log = new GroupLog(lane);
        logs.add(log);
        return log;
    }

    /** The outlet gets nothing that is handed over from here on. */
    public void leave(Outlet outlet) {
        var log = logOf(outlet.lane());
        log.counted--;
        size--;
        if (log.counted == 0) {
            logs.remove(log);
        }
        outlet.lane().execute(new Leave(log, outlet));
    }

    /** May find its event loop ended. */
    private record Leave(GroupLog log, Outlet outlet) implements Lane.Holding {

        @Override
        public void run() {
            log.leave(outlet);
        }

        @Override
        public void drop() {
            log.drop();
        }
    }

    /** How many connections. */
    public int size() {
        return size;
    }

    List<GroupLog> logs() {
        return logs;
    }
}
