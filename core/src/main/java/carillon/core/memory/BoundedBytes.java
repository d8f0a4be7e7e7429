package carillon.core.memory;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one answer while it is written: at most so many, and reserved before the buffer grows. A write that would break
 * either bound throws {@link AnswerRefusedException}, and so does every write after it. One thread at a time.
 */
public final class BoundedBytes extends OutputStream {

    private static final int FIRST = 512;

    private final int most;
    private final MemoryBudget.@Nullable Reservation reservation;

    /** What the reservation holds for something else meanwhile, such as the question. */
    private final long beside;

    private byte[] buffer = new byte[FIRST];
    private int size;
    private @Nullable Refusal refusal;

    /** For small answers that are not worth a reservation. */
    public BoundedBytes(int most) {
        this(most, null);
    }

    /**
     * @param reservation to grow with the buffer; it stays the caller's, who ends it when the bytes are not needed any more
     */
    public BoundedBytes(int most, MemoryBudget.@Nullable Reservation reservation) {
        this.most = most;
        this.reservation = reservation;
        this.beside = reservation == null ? 0 : reservation.bytes();
    }

    @Override
    public void write(int b) {
        makeRoom(1);
        buffer[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        makeRoom(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    private void makeRoom(int more) {
        if (refusal == null && more > most - size) {
            refusal = new Refusal(
                    ErrorCode.TOO_LARGE,
                    "the answer would have more than " + most + " bytes; ask for fewer items at a time");
        }
        if (refusal == null && more > buffer.length - size) {
            grow(size + more);
        }
        if (refusal != null) {
            throw new AnswerRefusedException(refusal);
        }
    }

    private void grow(int needed) {
        int capacity = (int) Math.min(most, Math.max(needed, buffer.length * 2L));
        // The old buffer and the new one are there together for a moment.
        if (reservation != null && !reservation.hold(beside + buffer.length + capacity)) {
            refusal = new Refusal(
                    ErrorCode.OVERLOADED,
                    "answers that are not read yet fill the memory for them, or your share of it; read those, and ask again in a moment");
            return;
        }
        buffer = Arrays.copyOf(buffer, capacity);
    }

    /** What was written. The reservation, if there is one, holds just as much afterwards, and nothing for what was there beside it. */
    public byte[] toByteArray() {
        if (refusal != null) {
            throw new AnswerRefusedException(refusal);
        }
        var bytes = size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
        if (reservation != null) {
            var _ = reservation.hold(size);
        }
        return bytes;
    }
}
