package carillon.core.log;

import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what {@link BodyWriter} wrote. Every length is checked against the bytes that are left before anything is
 * allocated, so that damaged bytes cost no more than their own size. One thread.
 */
final class BodyReader {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final Json UNREADABLE =
            Json.unreadable("what is stored here is not UTF-8, or holds half of a surrogate pair");

    private final byte[] body;
    private int at;

    BodyReader(byte[] body) {
        this.body = body;
    }

    int oneByte() {
        need(1);
        return body[at++] & 0xFF;
    }

    int fourBytes() {
        need(4);
        at += 4;
        return (int) INT.get(body, at - 4);
    }

    long eightBytes() {
        need(8);
        at += 8;
        return (long) LONG.get(body, at - 8);
    }

    String text() {
        int length = length();
        at += length;
        return new String(body, at - length, length, StandardCharsets.UTF_8);
    }

    /**
     * Unparsed: the bytes were well-formed when they were written, and the log's checksum guards them since. Versions before this
     * one stored bytes that are not UTF-8; they become a mark here, so that no dialect sends or chokes on them.
     */
    Json json(Json usual) {
        int length = length();
        at += length;
        if (length == 0) {
            return usual;
        }
        return JsonText.isSound(body, at - length, at)
                ? Json.trusted(Arrays.copyOfRange(body, at - length, at))
                : UNREADABLE;
    }

    List<String> texts() {
        int count = count();
        var texts = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    /** A whole number that was written as text. */
    long number() {
        var text = text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            throw damaged("a number that is none");
        }
    }

    /** Everything has to be read: bytes left over mean that somebody else's format is taken for ours. */
    void end() {
        if (at != body.length) {
            throw damaged((body.length - at) + " bytes are left over");
        }
    }

    DamagedBodyException damaged(String what) {
        return new DamagedBodyException(what + " at byte " + at + " of " + body.length);
    }

    private int count() {
        var text = text();
        // A text takes at least its length byte, so there cannot be more of them than bytes.
        boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(text) > body.length - at) {
            throw damaged("an impossible count");
        }
        return Integer.parseInt(text);
    }

    private int length() {
        int length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = oneByte();
            length |= (next & 0x7F) << shift;
            if (next < 0x80) {
                need(length);
                return length;
            }
        }
        throw damaged("a length that does not end");
    }

    private void need(int bytes) {
        if (bytes < 0 || bytes > body.length - at) {
            throw damaged("a part is longer than what is left");
        }
    }
}
