package carillon.sdk.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Times as text: RFC 3339 in UTC, with up to nine digits of fraction and no trailing zeros in it. {@link Instant#toString}
 * prints fractions in groups of three digits.
 *
 * <p>By hand, because every event that is delivered carries its time: through {@link DateTimeFormatter} it took half of what a
 * replay cost.
 */
public final class Rfc3339 {

    private static final DateTimeFormatter ANY_YEAR =
            new DateTimeFormatterBuilder().appendInstant(-1).toFormatter();
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int SECONDS_A_DAY = 86_400;
    private static final int LONGEST = "0000-00-00T00:00:00.000000000Z".length();
    private static final int FRACTION = "0000-00-00T00:00:00".length();

    private Rfc3339() {}

    /** For example {@code 2026-11-26T12:00:00.25Z}. Years beyond 9999 get a sign and more digits, which RFC 3339 has not. */
    public static String format(Instant time) {
        long seconds = time.getEpochSecond();
        if (seconds < FIRST || seconds > LAST) {
            return ANY_YEAR.format(time);
        }
        var date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_A_DAY));
        int second = Math.floorMod(seconds, SECONDS_A_DAY);
        var text = new byte[LONGEST];
        digits(text, 0, 4, date.getYear());
        text[4] = '-';
        digits(text, 5, 2, date.getMonthValue());
        text[7] = '-';
        digits(text, 8, 2, date.getDayOfMonth());
        text[10] = 'T';
        digits(text, 11, 2, second / 3_600);
        text[13] = ':';
        digits(text, 14, 2, second / 60 % 60);
        text[16] = ':';
        digits(text, 17, 2, second % 60);
        int end = fraction(text, time.getNano());
        text[end++] = 'Z';
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static int fraction(byte[] text, int nano) {
        if (nano == 0) {
            return FRACTION;
        }
        text[FRACTION] = '.';
        digits(text, FRACTION + 1, 9, nano);
        int end = FRACTION + 10;
        while (text[end - 1] == '0') {
            end--;
        }
        return end;
    }

    private static void digits(byte[] text, int at, int count, int value) {
        int left = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
