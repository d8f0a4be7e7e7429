package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.memory.MemoryBudget;
import java.time.Duration;

/**
 * What the queries of one message may answer together: a batch of a thousand queries is a message of 85 KB. One thread at a
 * time; ended when the message has been answered.
 */
final class AnswerAllowance implements AutoCloseable {

    static final int MOST_EVENTS = 10_000;
    static final long MOST_BYTES = 16L << 20;

    /** The texts of the events, the answer of each query, that of the batch, and the message on its way out. */
    private static final int COPIES = 4;

    /** Each query counts all its matches, which may take seconds. */
    static final Duration MOST_SEARCHING = Duration.ofSeconds(5);

    private final MemoryBudget.Reservation reservation;
    private final long mostBytes;
    private long bytes;
    private long refused;
    private long searched;
    private int events;
    private boolean handedOver;

    AnswerAllowance(MemoryBudget.Reservation reservation) {
        this.reservation = reservation;
        this.mostBytes = Math.min(MOST_BYTES, reservation.most() / COPIES);
    }

    /** The first event said who asks. */
    void belongsTo(Principal caller) {
        if (reservation.bytes() == 0) {
            reservation.belongsTo(caller.name());
        }
    }

    /** Before the history is asked for so many events: looking for them is work, too. */
    void ask(int limit) {
        if (limit > MOST_EVENTS - events) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE,
                    "the queries of one message ask for at most " + MOST_EVENTS
                            + " events together; send the others in another message");
        }
        if (refused > mostBytes) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE,
                    "too many bytes were read for answers to this message that could not be given; use a smaller limit,"
                            + " or another message");
        }
        if (searched > MOST_SEARCHING.toNanos()) {
            throw new RefusedException(
                    ErrorCode.SEARCH_TOO_EXPENSIVE,
                    "the queries of this message have searched for " + MOST_SEARCHING.toSeconds()
                            + " s; narrow them, or send the others in another message");
        }
        events += limit;
    }

    /** A query took so long. */
    void searched(long nanos) {
        searched += nanos;
    }

    /** Before so many bytes of events are kept for the answer. What is refused has been read, which is work that ends as well. */
    void keep(long more) {
        try {
            hold(more);
        } catch (RefusedException full) {
            refused += more;
            throw full;
        }
    }

    private void hold(long more) {
        bytes += more;
        if (bytes > mostBytes) {
            // What comes after it may still be small enough.
            bytes -= more;
            throw new RefusedException(
                    ErrorCode.TOO_LARGE,
                    "the answers to one message are at most " + mostBytes
                            + " bytes together; use a smaller limit, or another message");
        }
        if (!reservation.hold(COPIES * bytes)) {
            bytes -= more;
            throw new RefusedException(
                    ErrorCode.OVERLOADED,
                    "answers that are not read yet fill the memory for them, or your share of it; ask again in a moment");
        }
    }

    /** Whether there is anything to hold until the answer is with its reader. */
    boolean holds() {
        return reservation.bytes() > 0;
    }

    /**
     * Holds the answer alone from here on, and no longer ends with its message.
     *
     * @param size of the answer as it is sent
     * @return to be run when it has been sent, or never will be
     */
    Runnable handOver(long size) {
        handedOver = true;
        var _ = reservation.hold(Math.min(reservation.bytes(), size));
        return reservation::close;
    }

    @Override
    public void close() {
        if (!handedOver) {
            reservation.close();
        }
    }
}
