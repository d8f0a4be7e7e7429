package carillon.server.access;

import carillon.core.access.User;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks passwords slowly, and remembers as long as they are in use which were right: clients that send Basic with every request
 * would otherwise cost 0.15 s of a core each time, and would have to wait in turn with those who guess.
 *
 * <p>What is remembered is a hash, keyed with a random key that lives as long as this process, of user, password and
 * stored hash: a changed password is forgotten by itself, and a memory dump shows no password. Any thread, may block.
 */
final class PasswordCheck {

    private static final int MAX_REMEMBERED = 4096;

    private final AccessConfig config;
    private final SecretKeySpec key;
    private final PasswordHash nobody;
    /** Until when, the longest unused first. */
    private final Map<String, Instant> remembered = new LinkedHashMap<>(16, 0.75f, true);

    PasswordCheck(AccessConfig config, SecureRandom random) {
        this.config = config;
        var bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        // Its password is nobody's: what is hashed here is only compared for the time that it takes.
        this.nobody = new PasswordHash(config.hashRounds(), new byte[16], new byte[64]);
    }

    /** Takes the same time for an unknown user as for a wrong password. */
    boolean right(Optional<User> user, String password) {
        var stored = user.flatMap(known -> PasswordHash.parse(known.passwordHash()));
        var mark = user.map(known -> mark(known, password)).orElse("");
        if (isRemembered(mark)) {
            return true;
        }
        boolean right = stored.orElse(nobody).matches(password) && stored.isPresent();
        if (right) {
            remember(mark);
        }
        return right;
    }

    /** Whether the password was found right a moment ago; no slow check. */
    boolean remembered(User user, String password) {
        return isRemembered(mark(user, password));
    }

    private synchronized boolean isRemembered(String mark) {
        var until = remembered.get(mark);
        var now = config.clock().instant();
        if (until == null || !now.isBefore(until)) {
            return false;
        }
        remembered.put(mark, now.plus(config.rememberChecks()));
        return true;
    }

    private synchronized void remember(String mark) {
        var now = config.clock().instant();
        remembered.values().removeIf(until -> !now.isBefore(until));
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(mark, now.plus(config.rememberChecks()));
    }

    private String mark(User user, String password) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (var part : new String[] {user.name(), user.passwordHash(), password}) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", missing);
        }
    }
}
