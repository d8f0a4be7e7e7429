package carillon.server.http;

import java.nio.charset.StandardCharsets;

/** Percent escapes of paths and queries, strict: a broken escape or bytes that are not UTF-8 are refused. */
public final class PercentCode {

    private PercentCode() {}

    /**
     * Undoes the escapes.
     *
     * @throws IllegalArgumentException if the text is refused
     */
    public static String decode(String text, boolean plusIsBlank) {
        if (text.indexOf('%') < 0 && !(plusIsBlank && text.indexOf('+') >= 0)) {
            return text;
        }
        var source = text.getBytes(StandardCharsets.UTF_8);
        var bytes = new byte[source.length];
        int size = 0;
        for (int i = 0; i < source.length; i++) {
            byte b = source[i];
            if (b == '%') {
                bytes[size++] = (byte) (digit(source, i + 1, text) << 4 | digit(source, i + 2, text));
                i += 2;
            } else {
                bytes[size++] = plusIsBlank && b == '+' ? (byte) ' ' : b;
            }
        }
        return Utf8.text(bytes, size)
                .orElseThrow(() -> new IllegalArgumentException("percent escapes in '" + text + "' are not UTF-8"));
    }

    private static int digit(byte[] source, int at, String text) {
        int value = at < source.length ? Character.digit(source[at], 16) : -1;
        if (value < 0) {
            throw new IllegalArgumentException("broken percent escape in '" + text + "'");
        }
        return value;
    }
}
