package carillon.core.delivery;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has for the connections that want the same: the frames that some of them lack, and how far each of them is.
 * A frame that arrives costs one entry, however many connections there are; a connection that is visited gets all that it lacks.
 *
 * <p>A connection is in at most one log at a time. Lane thread only, but for {@link #counted}.
 */
final class GroupLog implements Stop {

    /** More must not wait for a visit: then everybody is written to, and the outboxes decide what is too much for whom. */
    private static final int MOST_FRAMES = 256;

    private static final long MOST_BYTES = 256 * 1024;

    private final Lane lane;

    /** How many connections it has as the fan-out thread knows them; its own. */
    int counted;

    private @Nullable Outlet[] members = new Outlet[1];
    private int size;

    private final ArrayDeque<Stretch> stretches = new ArrayDeque<>(1);

    /** The number of the next frame. */
    private long end;

    /** Up to here nothing is kept, because everybody has it. */
    private long begin;

    private long bytes;

    /** How large the latest full stretch became: the next one may as well. */
    private int expected;

    /** It is in the lane's ring. */
    boolean dirty;

    // The present lap goes through the members once; those before the cursor were visited in it.
    private int cursor;
    private long lapEnd;

    GroupLog(Lane lane) {
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    void join(Outlet outlet) {
        var backlog = outlet.backlog;
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        backlog.stands(this, size, end);
        members[size++] = outlet;
    }

    /** What was handed over before still reaches the outlet. */
    void leave(Outlet outlet) {
        var backlog = outlet.backlog;
        if (backlog.log != this) {
            return;
        }
        try {
            bring(backlog);
            outlet.flush();
        } finally {
            remove(backlog.slot);
            backlog.standsNowhere();
        }
    }

    /** The free place is taken by the last one; by way of the last that was visited, so that none is left out in this lap. */
    private void remove(int slot) {
        int free = slot;
        if (free < cursor) {
            cursor--;
            move(cursor, free);
            free = cursor;
        }
        size--;
        move(size, free);
        members[size] = null;
        if (size == 0) {
            forgetUpTo(end);
        }
    }

    private void move(int from, int to) {
        if (from != to) {
            var moved = Objects.requireNonNull(members[from]);
            members[to] = moved;
            moved.backlog.slot = to;
        }
    }

    /** Takes over the reference. */
    void take(Frame frame) {
        if (size == 0) {
            frame.release();
            return;
        }
        var latest = stretches.peekLast();
        if (latest != null && latest.add(frame, expected)) {
            // The frame has been copied and given back.
            bytes += frame.bytes();
        } else {
            if (latest != null) {
                expected = latest.bytes();
            }
            stretches.add(new Stretch(end, frame, lane.lastResort()));
            bytes += frame.bytes();
        }
        end++;
        if (end - begin > MOST_FRAMES || bytes > MOST_BYTES) {
            bringAll();
        }
    }

    private void bringAll() {
        for (int i = 0; i < size; i++) {
            try {
                bring(Objects.requireNonNull(members[i]).backlog);
            } catch (Throwable broken) {
                lane.missed(broken);
            }
        }
        forgetUpTo(end);
    }

    /** Writes what a member lacks to its outbox. */
    void bring(Backlog member) {
        if (member.at == end) {
            return;
        }
        var outlet = Objects.requireNonNull(members[member.slot]);
        for (var stretch : stretches) {
            long from = Math.max(member.at, stretch.first());
            if (from < stretch.next()) {
                var frame = stretch.from(from);
                // Before it is written: an outbox that is full may end the connection, which asks for the rest.
                member.at = stretch.next();
                outlet.write(frame);
            }
        }
        member.at = end;
    }

    /** The next connection of this lap, or null if there is none left. */
    @Nullable
    Outlet next() {
        if (cursor == 0) {
            lapEnd = end;
        }
        return cursor < size ? members[cursor++] : null;
    }

    boolean lapIsOver() {
        return cursor >= size;
    }

    /**
     * Everybody was visited.
     *
     * @return true if some need another visit
     */
    boolean endLap() {
        forgetUpTo(lapEnd);
        cursor = 0;
        return end > lapEnd;
    }

    /** Everybody has what is before this number. */
    private void forgetUpTo(long number) {
        begin = Math.max(begin, number);
        while (!stretches.isEmpty() && stretches.getFirst().next() <= number) {
            var done = stretches.remove();
            bytes -= done.bytes();
            done.release();
        }
    }

    /** The event loop has ended. */
    void drop() {
        forgetUpTo(end);
    }
}
