package carillon.server.keylogin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens in memory, each good for a span that every use begins anew. They are looked up as a whole, never by part, and the
 * empty text is no token: the system this protocol comes from let an empty one pass while anybody was logged in.
 *
 * @param <T> who the token stands for
 */
public final class SlidingTokens<T> {

    private static final int SWEEP_ABOVE = 10_000;

    private final int length;
    private final Duration span;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Grant<T>> grants = new ConcurrentHashMap<>();

    private record Grant<T>(T holder, Instant expires) {}

    public SlidingTokens(int length, Duration span, InstantSource clock) {
        this.length = length;
        this.span = span;
        this.clock = clock;
    }

    public String issue(T holder) {
        var now = clock.instant();
        if (grants.size() > SWEEP_ABOVE) {
            grants.values().removeIf(grant -> !now.isBefore(grant.expires));
        }
        var token = RandomText.of(length);
        grants.put(token, new Grant<>(holder, now.plus(span)));
        return token;
    }

    /** Who holds the token; begins its span anew. */
    public Optional<T> use(String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        var grant = grants.computeIfPresent(
                token, (same, old) -> now.isBefore(old.expires) ? new Grant<>(old.holder, now.plus(span)) : null);
        return grant == null ? Optional.empty() : Optional.of(grant.holder);
    }

    public void revoke(String token) {
        grants.remove(token);
    }

    public Duration span() {
        return span;
    }
}
