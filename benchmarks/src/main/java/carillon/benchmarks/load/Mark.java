package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * The mark that every published event carries somewhere: a row of {@code @} and ten digits. Finding it in the raw bytes makes
 * one client fit all protocols. The row is long so that looking at every twenty-second byte finds it: the client must not be
 * what is measured, and when each byte was looked at, this was a tenth of all CPU there is.
 *
 * <p>One object for each connection: a mark may be cut in two by the end of a read.
 */
final class Mark {

    /** What a mark begins with. */
    static final String ROW = "@".repeat(22);

    static final int DIGITS = 10;
    static final int LENGTH = ROW.length() + DIGITS;
    private static final int STRIDE = ROW.length();

    private final byte[] cut = new byte[LENGTH];
    private int cutLength;

    static String text(long number) {
        var digits = Long.toString(number);
        return ROW + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Reports the number of each mark and leaves the buffer read. */
    void scan(ByteBuf read, LongConsumer found) {
        var bytes = read.nioBuffer();
        read.skipBytes(read.readableBytes());
        int at = completeCut(bytes, found);
        int end = bytes.limit();
        int probe = at + STRIDE - 1;
        while (probe < end) {
            if (bytes.get(probe) != '@') {
                probe += STRIDE;
                continue;
            }
            int start = startOfRow(bytes, probe, at);
            if (end - start < LENGTH) {
                keep(bytes, start);
                return;
            }
            boolean whole = isMark(bytes, start);
            if (whole) {
                found.accept(number(bytes, start + STRIDE));
            }
            at = whole ? start + LENGTH : probe + 1;
            probe = at + STRIDE - 1;
        }
        if (end > at && bytes.get(end - 1) == '@') {
            keep(bytes, startOfRow(bytes, end - 1, at));
        }
    }

    /** Goes on with the mark that the read before was cut in; where to look for the next one. */
    private int completeCut(ByteBuffer bytes, LongConsumer found) {
        if (cutLength == 0) {
            return 0;
        }
        int missing = Math.min(LENGTH - cutLength, bytes.remaining());
        bytes.get(0, cut, cutLength, missing);
        cutLength += missing;
        if (cutLength < LENGTH) {
            return missing;
        }
        cutLength = 0;
        var whole = ByteBuffer.wrap(cut);
        if (!isMark(whole, 0)) {
            return 0;
        }
        found.accept(number(whole, STRIDE));
        return missing;
    }

    private void keep(ByteBuffer bytes, int start) {
        cutLength = bytes.limit() - start;
        bytes.get(start, cut, 0, cutLength);
    }

    private static int startOfRow(ByteBuffer bytes, int within, int from) {
        int start = within;
        while (start > from && bytes.get(start - 1) == '@') {
            start--;
        }
        return start;
    }

    private static boolean isMark(ByteBuffer bytes, int start) {
        return bytes.get(start + STRIDE - 1) == '@' && Character.isDigit(bytes.get(start + STRIDE));
    }

    private static long number(ByteBuffer bytes, int from) {
        long number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            number = number * 10 + (bytes.get(i) - '0');
        }
        return number;
    }
}
