package carillon.server.access;

import carillon.core.access.Directory;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted slow hash, written {@code pbkdf2-sha512$ROUNDS$SALT$HASH} (base64url). The rounds stand in the text so that
 * raising them later leaves old passwords good.
 */
record PasswordHash(int rounds, byte[] salt, byte[] hash) {

    private static final String SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;
    private static final int MAX_ROUNDS = 10_000_000;

    static PasswordHash of(String password, int rounds, SecureRandom random) {
        if (!Directory.isPassword(password)) {
            throw new IllegalArgumentException("a password is not empty and does not end in NUL");
        }
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(rounds, salt, derive(password, salt, rounds));
    }

    /** Empty for anything that is not such a hash, for example of a user who has no password. */
    static Optional<PasswordHash> parse(String text) {
        var parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return Optional.empty();
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            var decoder = Base64.getUrlDecoder();
            return rounds < 1 || rounds > MAX_ROUNDS
                    ? Optional.empty()
                    : Optional.of(new PasswordHash(rounds, decoder.decode(parts[2]), decoder.decode(parts[3])));
        } catch (IllegalArgumentException notSuchAHash) {
            return Optional.empty();
        }
    }

    /** Slow on purpose, and as slow for a wrong password as for the right one. */
    boolean matches(String password) {
        boolean equal = MessageDigest.isEqual(hash, derive(password, salt, rounds));
        return equal && Directory.isPassword(password);
    }

    @Override
    public String toString() {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return SCHEME + "$" + rounds + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks PBKDF2WithHmacSHA512", missing);
        } finally {
            spec.clearPassword();
        }
    }
}
