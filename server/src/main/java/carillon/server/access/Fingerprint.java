package carillon.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a token holds of a secret that it is bound to: enough to notice that the secret is another one by now. */
public final class Fingerprint {

    private Fingerprint() {}

    public static String of(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** In a time that tells nothing about the secret. */
    public static boolean fits(String fingerprint, String secret) {
        return same(fingerprint, of(secret));
    }

    /** In a time that tells nothing about either. */
    static boolean same(String given, String known) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK lacks SHA-256", missing);
        }
    }
}
