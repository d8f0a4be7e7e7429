package carillon.server.socketio;

import carillon.server.http.AddressGroup;
import carillon.server.http.Places;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places for sessions. A session needs no connection between two polls, so that nothing else bounds how many somebody opens.
 * Those that have not shown who they are have an eighth of the places, one address a half of that, and the oldest makes way for the
 * next: it had the most time to log in. One principal has a half of the rest, and no more than it may have of WebSockets and event streams. Any thread; no session ends under the lock.
 *
 * <p>Invariant: a seat that is taken is either a newcomer's or a principal's.
 */
final class Seats {

    private final int mostNewcomers;
    private final int mostKnown;
    private final int mostOfAnAddress;
    private final Places each;

    // Guarded by this; the oldest first.
    private final LinkedHashSet<Seat> newcomers = new LinkedHashSet<>();
    private final Map<AddressGroup, LinkedHashSet<Seat>> byAddress = new HashMap<>();
    private int known;

    /** @param atMost of one principal, or of one address, however many there are */
    Seats(int all, int atMost) {
        this.mostNewcomers = Math.max(2, all / 8);
        this.mostKnown = Math.max(2, all - mostNewcomers);
        this.mostOfAnAddress = Math.min(mostNewcomers / 2, atMost);
        this.each = new Places(Math.min(mostKnown / 2, atMost));
    }

    /**
     * A place that is not taken yet.
     *
     * @param address whose share it takes; null for none, as on loopback
     */
    Seat of(@Nullable AddressGroup address) {
        return new Seat(address);
    }

    /** The one that makes way for this newcomer, or null. */
    private synchronized @Nullable Seat seat(Seat newcomer) {
        if (newcomer.left) {
            return null;
        }
        newcomers.add(newcomer);
        Seat crowded = newcomers.size() > mostNewcomers ? newcomers.getFirst() : null;
        if (newcomer.address != null) {
            var neighbours = byAddress.computeIfAbsent(newcomer.address, first -> new LinkedHashSet<>());
            neighbours.add(newcomer);
            if (neighbours.size() > mostOfAnAddress) {
                crowded = neighbours.getFirst();
            }
        }
        if (crowded != null) {
            crowded.rise();
        }
        return crowded;
    }

    /** The place of one session. */
    final class Seat {

        private final @Nullable AddressGroup address;

        // Guarded by the seats, but the end, which never changes once it can be seen.
        private Runnable end = () -> {};
        private @Nullable String principal;
        private boolean left;

        private Seat(@Nullable AddressGroup address) {
            this.address = address;
        }

        /**
         * Seats a newcomer. There is always a place: an older one ends for it if need be.
         *
         * @param whenNeeded ends the session, when its place is needed
         */
        void take(Runnable whenNeeded) {
            end = whenNeeded;
            var crowded = seat(this);
            if (crowded != null) {
                crowded.end.run();
            }
        }

        /** The client has shown who it is; false if the principal, or all of them, have no place more. The first one counts. */
        boolean belongsTo(String name) {
            synchronized (Seats.this) {
                if (left || principal != null) {
                    return !left;
                }
                if (known >= mostKnown || !each.take(name)) {
                    return false;
                }
                rise();
                known++;
                principal = name;
                return true;
            }
        }

        /** Whether the client has not shown who it is. */
        boolean isNewcomers() {
            synchronized (Seats.this) {
                return !left && principal == null;
            }
        }

        /** The session is over. Idempotent. */
        void leave() {
            synchronized (Seats.this) {
                if (left) {
                    return;
                }
                left = true;
                if (principal == null) {
                    rise();
                } else {
                    known--;
                    each.leave(principal);
                }
            }
        }

        /** Is no newcomer any more. */
        private void rise() {
            newcomers.remove(this);
            if (address != null) {
                byAddress.computeIfPresent(address, (same, neighbours) -> {
                    neighbours.remove(this);
                    return neighbours.isEmpty() ? null : neighbours;
                });
            }
        }
    }
}
