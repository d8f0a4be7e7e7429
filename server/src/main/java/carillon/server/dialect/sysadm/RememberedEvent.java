package carillon.server.dialect.sysadm;

import carillon.sdk.client.EventJson;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.file.DurableFile;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest event that a source told of without publishing it, in one file: the journal does not have it. A file that
 * cannot be read or written costs a replay, so it is logged and nothing else.
 */
final class RememberedEvent {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedEvent.class);

    private final DurableFile file;

    RememberedEvent(Path directory) {
        this.file = new DurableFile(directory.resolve("sysadm-remembered-event.json"));
    }

    Optional<Event> read() {
        try {
            return file.read()
                    .map(bytes -> EventJson.read(Json.parse(bytes).tree()).event());
        } catch (RuntimeException unreadable) {
            LOG.warn("{} cannot be read; its event is not replayed", file.path(), unreadable);
            return Optional.empty();
        }
    }

    void write(Event event) {
        try {
            // It has no place in the journal; a stored event has to name one.
            var told = EventJson.write(event).put("sequence", 1);
            file.write(Json.mapper().writeValueAsBytes(told));
        } catch (RuntimeException failed) {
            LOG.warn("{} cannot be written; its event is not replayed after a restart", file.path(), failed);
        }
    }
}
