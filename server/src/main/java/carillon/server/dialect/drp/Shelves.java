package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.server.http.Response;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the shelf of a type: users, roles and tenants stand in the directory, everything else in the object store.
 *
 * @param maxBytes of one object; the event of a larger one would be refused
 */
record Shelves(ObjectStore objects, AccessShelf access, ObjectWaits waits, int maxBytes)
        implements ListView<Shelf.Item> {

    Shelf of(String type) {
        return AccessShelf.TYPES.contains(type) ? access : objects;
    }

    /** The object without its secrets. */
    @Override
    public JsonNode shown(Shelf.Item item) {
        return objects.secure().shown(item.state());
    }

    @Override
    public @Nullable JsonNode member(Shelf.Item item, String name) {
        return objects.secure().member(item.state(), name);
    }

    /** The answer to a request about one object. */
    Response answer(Shelf.Item item, int status) {
        return Response.json(status, shown(item)).header("etag", ObjectRequest.etag(item));
    }

    /** The answer to a change by a caller who may not read the object. */
    static Response withheld(Shelf.Item item) {
        return Response.json(200, Json.mapper().createObjectNode()).header("etag", ObjectRequest.etag(item));
    }

    Set<String> types() {
        var types = new TreeSet<>(objects.counts().keySet());
        types.addAll(AccessShelf.TYPES);
        return types;
    }
}
