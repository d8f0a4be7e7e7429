package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a {@link GroupLog} that follow one another: a connection that has missed some of them gets all from there on in one
 * piece. Each frame is copied at most once, however many places the connections stand at; one that stays alone is not. Lane
 * thread only.
 */
final class Stretch {

    /** A strip ends here: a slow connection that cannot take a piece whole should not have to take much more than it can. */
    static final int MOST_BYTES = 32 * 1024;

    /** The smallest strip: some frames more are expected than those that are there. */
    private static final int LEAST_BYTES = 2 * 1024;

    /** References that are taken at once for as many connections: each time is an operation that processors share. */
    private static final int REFERENCES = 32;

    private final LastResort lastResort;
    private final long first;

    /** The only frame, as it came; null once there is a strip. */
    private @Nullable Frame single;

    private @Nullable Strip strip;
    private int count = 1;
    private int bytes;

    /** What was given out last, and from where on: most connections stand where the one before them stood. */
    private @Nullable Frame piece;

    private int pieceFrom;
    private int pieceTo;

    /** References of the piece that nobody has been given yet, beside its own. */
    private int spare;

    /**
     * A stretch of one frame, whose reference it takes over.
     *
     * @param first the frame's number in the log
     */
    Stretch(long first, Frame frame, LastResort lastResort) {
        this.first = first;
        this.single = frame;
        this.bytes = frame.bytes();
        this.lastResort = lastResort;
    }

    /** The number of its first frame. */
    long first() {
        return first;
    }

    /** The number of the frame that would come next. */
    long next() {
        return first + count;
    }

    int bytes() {
        return bytes;
    }

    /**
     * Goes on with a frame, whose reference it takes over.
     *
     * @param expected how many bytes there may be in the end
     * @return false if the frame needs a stretch of its own; the reference is still the caller's
     */
    boolean add(Frame frame, int expected) {
        if (bytes + frame.bytes() > MOST_BYTES) {
            return false;
        }
        var known = strip;
        if (known == null) {
            known = begin(bytes + frame.bytes(), expected);
        }
        if (known == null || !known.add(frame)) {
            return false;
        }
        frame.release();
        bytes += frame.bytes();
        count++;
        return true;
    }

    /** Null if frames of this kind go one by one, or if there is no room for a copy: they do without it then. */
    private @Nullable Strip begin(int needed, int expected) {
        var alone = single;
        if (alone == null) {
            return null;
        }
        try {
            var begun = alone.strip(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.max(2 * needed, expected))));
            if (begun == null || !begun.add(alone)) {
                return null;
            }
            dropPiece();
            alone.release();
            single = null;
            strip = begun;
            return begun;
        } catch (Throwable noRoom) {
            var _ = lastResort.judge(noRoom);
            return null;
        }
    }

    /** Everything from a frame on, in one piece, with a reference for whoever asks. */
    Frame from(long number) {
        int from = (int) (number - first);
        var known = piece;
        if (known == null || pieceFrom != from || pieceTo != count) {
            known = cut(from);
        }
        if (spare == 0) {
            known.retain(REFERENCES);
            spare = REFERENCES;
        }
        spare--;
        return known;
    }

    private Frame cut(int from) {
        dropPiece();
        var alone = single;
        Frame cut;
        if (alone != null) {
            alone.retain(1);
            cut = alone;
        } else {
            cut = Objects.requireNonNull(strip).from(from);
        }
        piece = cut;
        pieceFrom = from;
        pieceTo = count;
        return cut;
    }

    private void dropPiece() {
        var known = piece;
        if (known != null) {
            piece = null;
            known.release(1 + spare);
            spare = 0;
        }
    }

    /** Gives back everything but what connections were given. */
    void release() {
        dropPiece();
        var alone = single;
        single = null;
        if (alone != null) {
            alone.release();
        }
        var copied = strip;
        strip = null;
        if (copied != null) {
            copied.release();
        }
    }
}
