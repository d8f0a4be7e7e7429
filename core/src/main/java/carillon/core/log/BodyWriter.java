package carillon.core.log;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects the parts of one record body, then copies them once into an array of exactly the right size. One thread. */
final class BodyWriter {

    private static final byte[] NOTHING = {};

    private final List<byte[]> parts = new ArrayList<>(16);
    private final byte[] head;
    private int total;

    /** Starts with the bytes that stand before the first length-prefixed part. */
    BodyWriter(byte[] head) {
        this.head = head;
        this.total = head.length;
    }

    BodyWriter text(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON verbatim; the value that most events have there is written as nothing, which no JSON text can be. */
    BodyWriter json(Json json, Json usual) {
        return part(json.equals(usual) ? NOTHING : json.utf8());
    }

    BodyWriter texts(List<String> texts) {
        text(Integer.toString(texts.size()));
        texts.forEach(this::text);
        return this;
    }

    byte[] finish() {
        var body = new byte[total];
        System.arraycopy(head, 0, body, 0, head.length);
        int at = head.length;
        for (var part : parts) {
            at = writeLength(body, at, part.length);
            System.arraycopy(part, 0, body, at, part.length);
            at += part.length;
        }
        return body;
    }

    private BodyWriter part(byte[] bytes) {
        parts.add(bytes);
        total = Math.addExact(total, lengthBytes(bytes.length) + bytes.length);
        return this;
    }

    private static int lengthBytes(int length) {
        int bits = 32 - Integer.numberOfLeadingZeros(length | 1);
        return (bits + 6) / 7;
    }

    /** Seven bits a byte, lowest first, the high bit set on all but the last (LEB128): nearly every length takes one byte. */
    private static int writeLength(byte[] body, int at, int length) {
        int left = length;
        while (left > 0x7F) {
            body[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        body[at++] = (byte) left;
        return at;
    }
}
