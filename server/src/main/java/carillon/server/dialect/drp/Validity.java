package carillon.server.dialect.drp;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members that the server judges an object by. Clients send them back with what they were at first, and agents wait for
 * {@code Available}. This server knows no rule that an object could break, so each is valid.
 */
final class Validity {

    static final Set<String> MEMBERS = Set.of("Validated", "Available", "Errors", "ReadOnly");

    private Validity() {}

    /** The object with these members; the given one stays as it is. */
    static ObjectNode judged(ObjectNode object) {
        var judged = object.deepCopy();
        judged.put("Validated", true).put("Available", true);
        judged.putArray("Errors");
        return judged.put("ReadOnly", false);
    }
}
