package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * The mark that every published event carries somewhere: {@code @@} and ten digits. Finding it in the raw bytes makes one
 * client fit all protocols, and costs so little that the client is not what is measured.
 *
 * <p>One object for each connection: a mark may be cut in two by the end of a read.
 */
final class Mark {

    static final int LENGTH = 12;

    private final byte[] cut = new byte[LENGTH];
    private int cutLength;

    static String text(long number) {
        var digits = Long.toString(number);
        return "@@" + "0".repeat(LENGTH - 2 - digits.length()) + digits;
    }

    /** Reports the number of each mark and leaves the buffer read. */
    void scan(ByteBuf bytes, LongConsumer found) {
        while (cutLength > 0 && bytes.isReadable()) {
            takeIntoCut(bytes.readByte(), found);
        }
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            int first = bytes.indexOf(at, end, (byte) '@');
            if (first < 0) {
                break;
            }
            if (end - first < LENGTH) {
                bytes.readerIndex(first);
                while (bytes.isReadable()) {
                    takeIntoCut(bytes.readByte(), found);
                }
                return;
            }
            if (bytes.getByte(first + 1) == '@') {
                found.accept(number(bytes, first + 2));
                at = first + LENGTH;
            } else {
                at = first + 1;
            }
        }
        bytes.readerIndex(end);
    }

    private void takeIntoCut(byte next, LongConsumer found) {
        cut[cutLength++] = next;
        boolean possible = cutLength <= 2 ? next == '@' : (next >= '0' && next <= '9');
        if (!possible) {
            cutLength = 0;
        } else if (cutLength == LENGTH) {
            cutLength = 0;
            found.accept(Long.parseLong(new String(cut, 2, LENGTH - 2, StandardCharsets.US_ASCII)));
        }
    }

    private static long number(ByteBuf bytes, int from) {
        long number = 0;
        for (int i = from; i < from + LENGTH - 2; i++) {
            number = number * 10 + (bytes.getByte(i) - '0');
        }
        return number;
    }
}
