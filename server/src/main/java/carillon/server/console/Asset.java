package carillon.server.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One static file, ready to be sent.
 *
 * @param tag entity tag, changes with the content
 */
record Asset(String contentType, byte[] bytes, String tag) {

    static Asset of(String contentType, byte[] bytes) {
        return new Asset(contentType, bytes, '"' + HexFormat.of().formatHex(digest(bytes), 0, 12) + '"');
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
