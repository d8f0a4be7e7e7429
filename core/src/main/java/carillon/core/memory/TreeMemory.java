package carillon.core.memory;

import java.nio.charset.StandardCharsets;

/**
 * What the tree of a JSON text takes, so that it can be reserved before the text is parsed: a megabyte of {@code []} becomes fifty.
 * Not less than it takes, and at most a few times as much. No state, any thread.
 */
public final class TreeMemory {

    /** Its bytes as characters, twice while a long string is put together. */
    private static final int BYTE = 4;

    private static final int STRING = 64;
    private static final int MEMBER = 96;
    private static final int OBJECT = 80;
    private static final int EMPTY_ARRAY = 48;

    /** With room for ten. */
    private static final int ARRAY = 112;

    /** Behind each comma may come a number with its digits. */
    private static final int ELEMENT = 64;

    private TreeMemory() {}

    /** The same for text. */
    public static long of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * In bytes, estimated in one pass. The text need not be JSON.
     *
     * @param utf8 any bytes
     */
    public static long of(byte[] utf8) {
        long bytes = (long) BYTE * utf8.length + ELEMENT;
        for (int at = 0; at < utf8.length; at++) {
            switch (utf8[at]) {
                case '"' -> {
                    bytes += STRING;
                    at = endOfString(utf8, at + 1);
                }
                case ':' -> bytes += MEMBER;
                case '{' -> bytes += OBJECT;
                case '[' -> bytes += at + 1 < utf8.length && utf8[at + 1] == ']' ? EMPTY_ARRAY : ARRAY;
                case ',' -> bytes += ELEMENT;
                default -> {
                    // Counted as a byte.
                }
            }
        }
        return bytes;
    }

    /** Where the string ends that begins here, or the text. */
    private static int endOfString(byte[] utf8, int from) {
        int at = from;
        while (at < utf8.length && utf8[at] != '"') {
            at += utf8[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
