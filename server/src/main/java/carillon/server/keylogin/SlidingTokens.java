package carillon.server.keylogin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens in memory, each good for a span that every use begins anew. They are looked up as a whole, never by part, and the
 * empty text is no token: the system this protocol comes from let an empty one pass while anybody was logged in.
 *
 * @param <T> who the token stands for
 */
public final class SlidingTokens<T> {

    /** Of one holder; more than anybody has clients open at a time. Beyond it the one that was used least recently ends. */
    public static final int MOST_EACH = 1_000;

    private final int length;
    private final Duration span;
    private final InstantSource clock;

    // Both guarded by this, and in the order of the last use: the first is the first to expire.
    private final LinkedHashMap<String, Grant<T>> grants = new LinkedHashMap<>();
    private final Map<T, LinkedHashSet<String>> byHolder = new HashMap<>();

    private record Grant<T>(T holder, Instant expires) {}

    public SlidingTokens(int length, Duration span, InstantSource clock) {
        this.length = length;
        this.span = span;
        this.clock = clock;
    }

    public synchronized String issue(T holder) {
        var now = clock.instant();
        forgetExpired(now);
        var own = byHolder.get(holder);
        if (own != null && own.size() >= MOST_EACH) {
            revoke(own.getFirst());
        }
        var token = RandomText.of(length);
        put(token, holder, now);
        return token;
    }

    /** Who holds the token; begins its span anew. */
    public synchronized Optional<T> use(String token) {
        var now = clock.instant();
        var grant = grants.get(token);
        revoke(token);
        if (grant == null || !now.isBefore(grant.expires)) {
            return Optional.empty();
        }
        put(token, grant.holder, now);
        return Optional.of(grant.holder);
    }

    private void put(String token, T holder, Instant now) {
        grants.put(token, new Grant<>(holder, now.plus(span)));
        byHolder.computeIfAbsent(holder, first -> new LinkedHashSet<>()).add(token);
    }

    public synchronized void revoke(String token) {
        var gone = grants.remove(token);
        if (gone != null) {
            byHolder.computeIfPresent(gone.holder, (holder, own) -> {
                own.remove(token);
                return own.isEmpty() ? null : own;
            });
        }
    }

    private void forgetExpired(Instant now) {
        while (!grants.isEmpty() && !now.isBefore(grants.firstEntry().getValue().expires)) {
            revoke(grants.firstEntry().getKey());
        }
    }

    public Duration span() {
        return span;
    }
}
