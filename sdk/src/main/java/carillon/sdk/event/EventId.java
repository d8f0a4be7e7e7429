package carillon.sdk.event;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes event ids: UUID version 7 (RFC 9562 section 5.7), so that ids sort roughly by time and index well.
 *
 * <p>The random part comes from {@link ThreadLocalRandom}: an id has to be unique, not secret.
 */
public final class EventId {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private EventId() {}

    /** A fresh id in canonical 36-character lower-case form. Any thread. */
    public static String next() {
        return at(System.currentTimeMillis());
    }

    static String at(long unixMillis) {
        var random = ThreadLocalRandom.current();
        long high = (unixMillis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        // Written out by hand: UUID.toString of a UUID object costs twice the time and an allocation more.
        var text = new char[36];
        digits(text, 0, high >>> 32, 8);
        text[8] = '-';
        digits(text, 9, high >>> 16, 4);
        text[13] = '-';
        digits(text, 14, high, 4);
        text[18] = '-';
        digits(text, 19, low >>> 48, 4);
        text[23] = '-';
        digits(text, 24, low, 12);
        return new String(text);
    }

    private static void digits(char[] into, int from, long value, int count) {
        for (int i = from + count - 1; i >= from; i--) {
            into[i] = HEX[(int) (value & 0xF)];
            value >>>= 4;
        }
    }
}
