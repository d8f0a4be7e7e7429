package carillon.server.keylogin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * A text that is to come back encrypted with a private key. Good once, for a short time, and on the connection that asked
 * for it: whoever keeps one has to drop it at the first answer.
 */
public record Challenge(String text, Instant expires) {

    private static final String CIPHER = "RSA/ECB/PKCS1Padding";

    /** The key that the answer was made with; empty if with none of these, or too late. */
    public Optional<RegisteredKey> answered(String encrypted, List<RegisteredKey> keys, Instant now) {
        if (now.isAfter(expires)) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encrypted);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        return keys.stream().filter(key -> opens(key, bytes)).findFirst();
    }

    private boolean opens(RegisteredKey key, byte[] encrypted) {
        var known = RegisteredKey.parse(key.key());
        // What a key encrypts is as long as its modulus: another length is another key's, and costs nothing.
        if (known.isEmpty() || (known.get().getModulus().bitLength() + 7) / 8 != encrypted.length) {
            return false;
        }
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, known.get());
            return MessageDigest.isEqual(cipher.doFinal(encrypted), text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException otherKey) {
            // Made with another key, or no such ciphertext at all.
            return false;
        }
    }

    /** The answer to a challenge, for who holds the private key. */
    public static String answer(String text, PrivateKey key) {
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return Base64.getEncoder().encodeToString(cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("the private key cannot answer challenges", unusable);
        }
    }
}
