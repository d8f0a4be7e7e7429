package carillon.server.dialect.sysadm;

import carillon.server.keylogin.RegisteredKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;

/**
 * The public key that a client behind a bridge is given. Nothing is ever encrypted with it (section 10.8), so one for the
 * life of the process will do; to make one for each session is a cheap way to load a server.
 */
final class SessionKey {

    private static final class Once {
        private static final String STORED = make();
    }

    private SessionKey() {}

    /** Base64 of its PEM text. */
    static String stored() {
        return Once.STORED;
    }

    private static String make() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return RegisteredKey.stored(generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has RSA", absent);
        }
    }
}
