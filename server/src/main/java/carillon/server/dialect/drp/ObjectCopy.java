package carillon.server.dialect.drp;

import carillon.core.log.Log;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.ObjectNode;

/**
 * All objects as they were after one journal record, on a file. With it the journal may forget old segments, and a start
 * need not read all of it. It can be deleted at any time as long as the journal still holds everything.
 *
 * @param sequence every change up to here is in it
 * @param until no change after this is in it
 */
record ObjectCopy(String epoch, long sequence, long until, List<Shelf.Item> items) {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectCopy.class);

    void write(DurableFile file) {
        var root = Json.mapper()
                .createObjectNode()
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("until", until);
        var objects = root.putArray("objects");
        for (var item : items) {
            objects.addObject()
                    .put("type", item.type())
                    .put("key", item.key())
                    .put("version", item.version())
                    .set("state", item.state());
        }
        file.write(Json.mapper().writeValueAsBytes(root));
    }

    /**
     * The copy that fits to a journal; empty if there is none.
     *
     * <p>A damaged one is set aside if the journal still holds everything, and so is one of another journal: never written
     * over, because it may be the last that knows of an object.
     *
     * @throws DamagedFileException if it is damaged, and the journal alone does not give all objects back
     */
    static Optional<ObjectCopy> usable(DurableFile file, Log journal) {
        try {
            var copy = read(file);
            if (copy.isEmpty() && journal.first() > 1) {
                LOG.warn(
                        "There is no {}, and the journal begins at {}: objects that were not changed since are missing",
                        file.path(),
                        journal.first());
            }
            if (copy.isPresent() && copy.get().sequence > journal.lastOf(copy.get().epoch)) {
                LOG.warn(
                        "{} belongs to another journal: it is kept as {}, and the objects are rebuilt from the journal",
                        file.path(),
                        file.setAside("of-another-journal"));
                return Optional.empty();
            }
            return copy;
        } catch (DamagedFileException damaged) {
            if (journal.first() > 1) {
                throw damaged;
            }
            LOG.warn(
                    "{}. The journal holds everything, so the objects are rebuilt from it; the damaged file is kept as {}",
                    damaged.getMessage(),
                    file.setAside("damaged"));
            return Optional.empty();
        }
    }

    static Optional<ObjectCopy> read(DurableFile file) {
        return file.read().map(bytes -> parse(bytes, file));
    }

    /** Up to where a copy goes, read off its beginning; empty if there is none, or a damaged one. */
    static Optional<Position> position(DurableFile file) {
        try (var in = Files.newInputStream(file.path());
                var parser = Json.mapper().createParser(in)) {
            var epoch = "";
            long sequence = -1;
            while (parser.nextToken() != null && (epoch.isEmpty() || sequence < 0)) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && "epoch".equals(parser.currentName())) {
                    epoch = parser.getString();
                } else if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && "sequence".equals(parser.currentName())) {
                    sequence = parser.getLongValue();
                } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                    break;
                }
            }
            return epoch.isEmpty() || sequence < 0 ? Optional.empty() : Optional.of(new Position(sequence, epoch));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | JacksonException unreadable) {
            LOG.debug("{} does not say how far it goes", file.path(), unreadable);
            return Optional.empty();
        }
    }

    private static ObjectCopy parse(byte[] bytes, DurableFile file) {
        try {
            var root = Json.mapper().readTree(bytes);
            var items = new ArrayList<Shelf.Item>();
            for (var object : root.get("objects")) {
                items.add(new Shelf.Item(
                        object.get("type").stringValue(),
                        object.get("key").stringValue(),
                        (ObjectNode) object.get("state"),
                        object.get("version").stringValue()));
            }
            return new ObjectCopy(
                    root.get("epoch").stringValue(),
                    root.get("sequence").longValue(),
                    // Earlier versions did not say.
                    root.path("until").asLong(Long.MAX_VALUE),
                    items);
        } catch (JacksonException | ClassCastException | NullPointerException damaged) {
            throw new DamagedFileException(
                    file.path(),
                    String.valueOf(damaged.getMessage()),
                    "restore it from a backup, or move it away to rebuild the objects from the journal, as far as that"
                            + " reaches back",
                    damaged);
        }
    }
}
