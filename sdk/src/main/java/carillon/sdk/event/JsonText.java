package carillon.sdk.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What every JSON text has to be before anybody parses it: UTF-8 without a byte order mark (RFC 8259, 8.1), with both halves of every
 * surrogate pair. Parsers are lenient here: Jackson accepts overlong forms, and a lone {@code \ud800} has no UTF-8 form at all, so
 * that the text could be stored and then not be sent. Text frames and bodies that hold such bytes end the connection of whoever reads them.
 *
 * <p>Everything that comes in passes here once, and so does what is read back from the journal, which may be older than this check.
 * Eight bytes are looked at together as long as they are plain. No state, any thread.
 */
public final class JsonText {

    private static final int SOUND = -1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;

    private JsonText() {}

    /**
     * Demands that the bytes can be JSON text; whether they are JSON is for a parser to say.
     *
     * @throws MalformedJsonException if they are not UTF-8, begin with a byte order mark, or hold half of a surrogate pair
     */
    public static void require(byte[] utf8) {
        // No JSON text holds a zero: with one among the first two bytes it is UTF-16 or UTF-32, which Jackson would
        // guess and read.
        if (utf8.length > 1 && (utf8[0] == 0 || utf8[1] == 0 || (utf8[0] & 0xFF) >= 0xFE || startsWithMark(utf8))) {
            throw new MalformedJsonException(
                    "the text is not UTF-8, or begins with a byte order mark: leave that out", 1, 1);
        }
        int fault = fault(utf8, 0, utf8.length);
        if (fault != SOUND) {
            throw at(fault, utf8);
        }
    }

    /**
     * The same for text, which may hold lone surrogates as characters, too.
     *
     * @throws MalformedJsonException as {@link #require(byte[])}
     */
    public static void require(String text) {
        utf8(text);
    }

    /**
     * The bytes of a text.
     *
     * @throws MalformedJsonException as {@link #require(String)}
     */
    public static byte[] utf8(String text) {
        int lone = loneSurrogate(text);
        if (lone >= 0) {
            throw new MalformedJsonException(
                    "half of a surrogate pair, which is no character", line(text, lone), column(text, lone));
        }
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        require(utf8);
        return utf8;
    }

    /**
     * The text of the bytes.
     *
     * @throws MalformedJsonException as {@link #require(byte[])}
     */
    public static String text(byte[] utf8) {
        require(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Whether a part of an array can be JSON text. */
    public static boolean isSound(byte[] bytes, int from, int to) {
        return fault(bytes, from, to) == SOUND;
    }

    /** Where a text has half of a surrogate pair, which has no UTF-8 form; negative if nowhere. */
    public static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return SOUND;
    }

    private static boolean startsWithMark(byte[] utf8) {
        return utf8.length > 2 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF;
    }

    private static int fault(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            at = skipPlain(bytes, at, to);
            if (at >= to) {
                return SOUND;
            }
            int length = bytes[at] == '\\' ? escape(bytes, at, to) : character(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
    }

    /** Behind everything that is ASCII and no backslash. */
    private static int skipPlain(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long eight = (long) LONG.get(bytes, at);
            long zeroWhereBackslash = eight ^ BACKSLASHES;
            if (((eight | ((zeroWhereBackslash - ONES) & ~zeroWhereBackslash)) & HIGH_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0 && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** How many bytes an escape takes, with the other half of a pair; 0 if that is missing. Broken escapes are left to the parser. */
    private static int escape(byte[] bytes, int at, int to) {
        int unit = unit(bytes, at, to);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return 2;
        }
        int next = unit(bytes, at + 6, to);
        boolean pair = unit <= Character.MAX_HIGH_SURROGATE
                && next >= Character.MIN_LOW_SURROGATE
                && next <= Character.MAX_LOW_SURROGATE;
        return pair ? 12 : 0;
    }

    /** What {@code \}{@code uXXXX} stands for; negative if there is none. */
    private static int unit(byte[] bytes, int at, int to) {
        if (at + 6 > to || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            unit = unit << 4 | Character.digit(bytes[i], 16);
        }
        return unit;
    }

    /** How many bytes a character outside of ASCII takes; 0 if it is none (Unicode, table 3-7). */
    private static int character(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        int second = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
        if (first < 0xE0) {
            return first >= 0xC2 && isBetween(second, 0x80, 0xBF) ? 2 : 0;
        }
        if (first < 0xF0) {
            int least = first == 0xE0 ? 0xA0 : 0x80;
            int most = first == 0xED ? 0x9F : 0xBF;
            return isBetween(second, least, most) && follows(bytes, at + 2, to) ? 3 : 0;
        }
        int least = first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xF4 ? 0x8F : 0xBF;
        return first <= 0xF4
                        && isBetween(second, least, most)
                        && follows(bytes, at + 2, to)
                        && follows(bytes, at + 3, to)
                ? 4
                : 0;
    }

    private static boolean isBetween(int value, int least, int most) {
        return value >= least && value <= most;
    }

    private static boolean follows(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] & 0xC0) == 0x80;
    }

    private static MalformedJsonException at(int fault, byte[] utf8) {
        // Everything before the fault is sound, so that its characters can be counted.
        var before = new String(utf8, 0, fault, StandardCharsets.UTF_8);
        var what = utf8[fault] == '\\'
                ? "an escape of half a surrogate pair, which is no character: send both halves"
                : "a byte that is not UTF-8 (0x" + Integer.toHexString(utf8[fault] & 0xFF) + ")";
        return new MalformedJsonException(what, line(before, before.length()), column(before, before.length()));
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static int column(String text, int at) {
        return at - text.lastIndexOf('\n', at - 1);
    }
}
