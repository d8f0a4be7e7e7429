package carillon.server.dialect.drp;

import java.util.Set;
import java.util.TreeSet;

/** Finds the shelf of a type: users, roles and tenants stand in the directory, everything else in the object store. */
record Shelves(ObjectStore objects, AccessShelf access) {

    Shelf of(String type) {
        return AccessShelf.TYPES.contains(type) ? access : objects;
    }

    Set<String> types() {
        var types = new TreeSet<>(objects.counts().keySet());
        types.addAll(AccessShelf.TYPES);
        return types;
    }
}
