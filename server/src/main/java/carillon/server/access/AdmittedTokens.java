package carillon.server.access;

import carillon.core.access.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Whom tokens that were checked a moment ago stand for: publishers show the same one with every request, and checking a
 * signature cost more than everything else that a publish needs (13 of 55 µs). Bounded, any thread, no lock.
 *
 * <p>A place holds a digest, not the token, and is good only for the state of the directory that it was checked against: any
 * change of users, roles or tenants makes all of them worthless.
 */
final class AdmittedTokens {

    private static final int PLACES = 4_096;

    private record Admitted(byte[] digest, AccessState state, Principal principal, Instant expires) {}

    private final AtomicReferenceArray<@Nullable Admitted> places = new AtomicReferenceArray<>(PLACES);

    /** A token on its way through here, so that it is digested once. */
    record Key(byte[] digest) {

        static Key of(String token) {
            return new Key(Fingerprint.digest(token.getBytes(StandardCharsets.UTF_8)));
        }

        private int place() {
            return ByteBuffer.wrap(digest).getInt() & (PLACES - 1);
        }
    }

    @SuppressWarnings("ReferenceEquality") // another snapshot is another state, whatever it holds
    @Nullable
    Principal find(Key key, AccessState state, Instant now) {
        var admitted = places.get(key.place());
        return admitted != null
                        && admitted.state == state
                        && MessageDigest.isEqual(admitted.digest, key.digest)
                        && now.isBefore(admitted.expires)
                ? admitted.principal
                : null;
    }

    void remember(Key key, AccessState state, Principal principal, Instant expires) {
        places.set(key.place(), new Admitted(key.digest, state, principal, expires));
    }
}
