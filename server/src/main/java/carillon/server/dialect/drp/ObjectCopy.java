package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.server.file.DurableFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * All objects as they were after one journal record, on a file. With it the journal may forget old segments, and a start
 * need not read all of it. It can be deleted at any time as long as the journal still holds everything.
 *
 * @param sequence every change up to here is in it
 */
record ObjectCopy(String epoch, long sequence, List<Shelf.Item> items) {

    void write(DurableFile file) {
        var root = Json.mapper().createObjectNode().put("epoch", epoch).put("sequence", sequence);
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

    /** Empty if there is none, or one of another journal. */
    static Optional<ObjectCopy> read(DurableFile file, String epoch) {
        return file.read().map(bytes -> parse(bytes, file)).filter(copy -> copy.epoch.equals(epoch));
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
                    root.get("epoch").stringValue(), root.get("sequence").longValue(), items);
        } catch (JacksonException | ClassCastException | NullPointerException damaged) {
            throw new IllegalStateException(
                    file.path() + " is damaged: restore it from a backup, or delete it to rebuild the objects from the"
                            + " journal, as far as that reaches back",
                    damaged);
        }
    }
}
