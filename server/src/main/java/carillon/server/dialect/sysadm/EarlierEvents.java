package carillon.server.dialect.sysadm;

import carillon.core.access.Principal;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.hub.Hub;
import carillon.sdk.event.Event;
import carillon.sdk.filter.EventView;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the last events of before this start back, out of the history and out of what a source remembered, so that a
 * restart changes nothing for those who subscribe (section 6.4). Asks the disk: never on an event loop.
 */
final class EarlierEvents {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierEvents.class);

    /** How long a start waits for the history; it goes on in the background then. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final Duration IN_THE_BACKGROUND = Duration.ofHours(1);
    private static final int LOOKED_AT = 100;

    private final Hub hub;
    private final LastEvents last;
    private final RememberedEvent remembered;

    EarlierEvents(Hub hub, LastEvents last, RememberedEvent remembered) {
        this.hub = hub;
        this.last = last;
        this.remembered = remembered;
    }

    /** Usually done when this returns; a history that is being rebuilt is not waited for. */
    void recall() {
        if (!recall(AT_ONCE)) {
            LOG.info("the history is not up to date; last events of before the start are replayed once it is");
            hub.threads().lastResort().startVirtual("sysadm-earlier-events", () -> recall(IN_THE_BACKGROUND));
        }
    }

    private boolean recall(Duration patience) {
        try {
            boolean ready = hub.awaitHistory(patience);
            if (ready) {
                for (var one : EventClass.values()) {
                    if (one.replayed()) {
                        newest(one).ifPresent(last::recall);
                    }
                }
            }
            return ready;
        } catch (HistoryUnavailableException failed) {
            LOG.warn("last events of before the start cannot be read, and are not replayed", failed);
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Optional<Event> newest(EventClass wanted) {
        var told = remembered
                .read()
                .filter(event -> wanted.types().contains(event.subject().type()));
        return Stream.concat(published(wanted).stream(), told.stream()).max(Comparator.comparing(Event::time));
    }

    private Optional<Event> published(EventClass wanted) {
        var query = HistoryQuery.newest(
                hub.viewer(Principal.SYSTEM, Principal.SYSTEM.user()),
                wanted.types(),
                Set.of(HistoryQuery.EVERYONE),
                LOOKED_AT);
        return hub.history().query(query).items().stream()
                .map(item -> item.stored())
                .filter(stored -> last.shows(stored, EventView.of(stored.event())))
                .map(stored -> stored.event())
                .findFirst();
    }
}
