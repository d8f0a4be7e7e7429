package carillon.server.dialect.sysadm;

import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.server.source.EventSink;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of the sources into the hub. Waits while much is on its way or the hub is overloaded: an event that
 * tells of the end of a job is worth waiting for, and a source that floods is slowed by it.
 */
final class HubSink implements EventSink {

    private static final Logger LOG = LoggerFactory.getLogger(HubSink.class);
    private static final int BYTES_ON_THEIR_WAY = 16 << 20;
    private static final int BESIDE_THE_OBJECT = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NAP_NANOS = 10_000_000;

    private final Hub hub;
    private final LastEvents last;
    private final RememberedEvent remembered;
    private final Semaphore room = new Semaphore(BYTES_ON_THEIR_WAY);

    HubSink(Hub hub, LastEvents last, RememberedEvent remembered) {
        this.hub = hub;
        this.last = last;
        this.remembered = remembered;
    }

    @Override
    public void publish(Event event) {
        int bytes = Math.min(BYTES_ON_THEIR_WAY, event.object().utf8().length + BESIDE_THE_OBJECT);
        room.acquireUninterruptibly(bytes);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var stage = hub.publish(Principal.SYSTEM, event).toCompletableFuture();
        while (overloaded(stage.getNow(null)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(NAP_NANOS);
            stage = hub.publish(Principal.SYSTEM, event).toCompletableFuture();
        }
        var _ = stage.whenComplete((outcome, failure) -> {
            room.release(bytes);
            if (outcome instanceof PublishOutcome.Refused refused) {
                LOG.warn(
                        "event {} was not stored: {}",
                        event.subject(),
                        refused.refusal().detail());
            } else if (failure != null) {
                LOG.warn("event {} was not stored", event.subject(), failure);
            }
        });
    }

    private static boolean overloaded(@org.jspecify.annotations.Nullable PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Refused refused
                && refused.refusal().code() == carillon.core.error.ErrorCode.OVERLOADED;
    }

    @Override
    public void remember(Event event) {
        last.keep(event);
        remembered.write(event);
    }
}
