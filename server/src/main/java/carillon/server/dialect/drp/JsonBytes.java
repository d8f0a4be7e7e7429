package carillon.server.dialect.drp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds JSON text as bytes. Cheaper than a generator for events, whose larger parts are JSON bytes already. */
final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    JsonBytes(int expected) {
        bytes = new byte[expected];
    }

    /** Text that is JSON and ASCII already. */
    @SuppressWarnings("deprecation") // drops the upper half of each character, which ASCII has not; a copy, not a loop
    JsonBytes raw(String ascii) {
        room(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, size);
        size += ascii.length();
        return this;
    }

    /** Bytes that are JSON already. */
    JsonBytes raw(byte[] utf8) {
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    /** A string with its quotes. */
    JsonBytes string(String text) {
        room(text.length() * 6 + 2);
        // In locals: kept in the fields, both would be written back for each character.
        var to = bytes;
        int at = size;
        to[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                to[at++] = (byte) c;
            } else {
                // Everything else as an escape: also half a surrogate pair, which has no UTF-8, can be written so.
                at = escape(c, to, at);
            }
        }
        to[at++] = '"';
        size = at;
        return this;
    }

    private static int escape(char c, byte[] to, int from) {
        int at = from;
        to[at++] = '\\';
        if (c == '"' || c == '\\') {
            to[at++] = (byte) c;
            return at;
        }
        to[at++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            to[at++] = HEX[(c >> shift) & 0xF];
        }
        return at;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    /** The array, of which {@link #size()} bytes count. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }
}
