package carillon.server.dialect.meshery;

import carillon.core.history.HistoryUnavailableException;
import carillon.core.hub.ChangeOutcome;
import carillon.core.hub.Hub;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets old and superfluous events leave the lists (meshery-events 5.6): at the start and every 24 hours, without telling
 * anybody. Each chunk is one journal record, so the history holds its lock for a thousand rows at most.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int CHUNK = 1_000;
    static final Duration EVERY = Duration.ofHours(24);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    static final Duration TRY_AGAIN = Duration.ofMinutes(10);

    private final Hub hub;
    private final MesheryConfig config;
    private final Clock clock;

    Retention(Hub hub, MesheryConfig config, Clock clock) {
        this.hub = hub;
        this.config = config;
        this.clock = clock;
    }

    /** How many events were removed. */
    int purge() throws InterruptedException {
        int removed = 0;
        try {
            if (!hub.awaitHistory(PATIENCE)) {
                LOG.warn("the history is behind; the purge waits for another day");
                return 0;
            }
            for (var ids = next(); !ids.isEmpty(); ids = next()) {
                if (!remove(ids)) {
                    return removed;
                }
                removed += ids.size();
            }
        } catch (HistoryUnavailableException closing) {
            LOG.info(
                    "the purge stops after {} events: {}",
                    removed,
                    closing.refusal().detail());
        } catch (RuntimeException failed) {
            LOG.error("the purge failed after {} events; it is tried again tomorrow", removed, failed);
        }
        return removed;
    }

    private List<String> next() {
        var old = config.maxAge().isZero()
                ? List.<String>of()
                : hub.history().expired(clock.instant().minus(config.maxAge()), CHUNK);
        return old.isEmpty() && config.maxPerUser() > 0 ? hub.history().surplus(config.maxPerUser(), CHUNK) : old;
    }

    private boolean remove(List<String> ids) throws InterruptedException {
        return switch (hub.delete("", ids, true).toCompletableFuture().join()) {
            case ChangeOutcome.Stored(long sequence) -> hub.awaitHistory(sequence, PATIENCE);
            case ChangeOutcome.Refused(var refusal) -> {
                LOG.warn("the purge stops: {}", refusal.detail());
                yield false;
            }
        };
    }
}
