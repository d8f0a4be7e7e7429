package carillon.server.keylogin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * A public key that somebody may log in with.
 *
 * @param owner the user, or on the bridge the nickname, that it stands for
 * @param key base64 of the PEM text, as it was registered
 */
public record RegisteredKey(String owner, String nickname, String email, String key) {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int FEWEST_BITS = 1024;
    private static final int MOST_BITS = 8192;
    /** Tools make 3 or 65 537. */
    private static final int MOST_EXPONENT_BITS = 32;

    /** The form in which a public key is stored: base64 of PEM with lines of 64 columns and a final newline. */
    public static String stored(PublicKey key) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        var pem = BEGIN + "\n" + lines + "\n" + END + "\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** The checksum that the two sides compare: base64 of the MD5 of the PEM bytes. A name, not a protection. */
    public String checksum() {
        return checksum(key);
    }

    /** The checksum of a stored key. */
    public static String checksum(String stored) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            return Base64.getEncoder()
                    .encodeToString(md5.digest(Base64.getDecoder().decode(stored)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has MD5", absent);
        }
    }

    /** The time of a check grows with both: a long exponent costs as much as a private key does. */
    private static boolean isBearable(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        return bits >= FEWEST_BITS
                && bits <= MOST_BITS
                && key.getPublicExponent().bitLength() <= MOST_EXPONENT_BITS;
    }

    /** The key itself; empty if the text is not an RSA key of a bearable size. */
    public static Optional<RSAPublicKey> parse(String stored) {
        try {
            var pem = new String(Base64.getDecoder().decode(stored), StandardCharsets.US_ASCII);
            int begin = pem.indexOf(BEGIN);
            int end = pem.indexOf(END);
            if (begin < 0 || end < begin) {
                return Optional.empty();
            }
            var der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            return key instanceof RSAPublicKey rsa && isBearable(rsa) ? Optional.of(rsa) : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException noKey) {
            return Optional.empty();
        }
    }
}
