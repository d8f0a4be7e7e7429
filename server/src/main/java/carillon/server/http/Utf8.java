package carillon.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text out of bytes that somebody sent as UTF-8, strict: with replacement characters in it, it would be another text. */
public final class Utf8 {

    private Utf8() {}

    /** The text; empty if the bytes are not UTF-8. */
    public static Optional<String> text(byte[] bytes) {
        return text(bytes, bytes.length);
    }

    static Optional<String> text(byte[] bytes, int size) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes, 0, size)).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
