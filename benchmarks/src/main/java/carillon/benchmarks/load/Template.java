package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request made once, of which only the digits of its marks change: encoding must not be what is measured. */
final class Template {

    private final byte[] bytes;
    private final int[] digits;

    /** Every mark in the text, whose characters stand for bytes, becomes the number of one event, counted up. */
    Template(String text) {
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<Integer> found = new ArrayList<>();
        for (int at = text.indexOf(Mark.ROW); at >= 0; at = text.indexOf(Mark.ROW, at + Mark.LENGTH)) {
            found.add(at + Mark.ROW.length());
        }
        digits = found.stream().mapToInt(Integer::intValue).toArray();
    }

    ByteBuf fill(long firstNumber) {
        var buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
        for (int i = 0; i < digits.length; i++) {
            long left = firstNumber + i;
            for (int at = digits[i] + Mark.DIGITS - 1; at >= digits[i]; at--) {
                buffer.setByte(at, '0' + (int) (left % 10));
                left /= 10;
            }
        }
        return buffer;
    }
}
