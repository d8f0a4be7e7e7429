package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import carillon.server.file.DurableFile;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a user wants notifications shown (meshery-events section 10): one small file for each user. Storing, listing and
 * delivering events do not look at it.
 */
final class Preferences {

    private static final int MAX_MUTED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);

    private final Path directory;
    // Held while a file is written, on purpose: of two changes by one user neither undoes the other.
    private final ReentrantLock writing = new ReentrantLock();

    Preferences(Path directory) {
        this.directory = directory;
    }

    Response get(Request request) {
        return answer(read(file(request)));
    }

    /** Members that are absent keep what they had. */
    Response put(Request request) {
        JsonNode given;
        try {
            given = request.json().tree();
        } catch (MalformedJsonException malformed) {
            return bad(String.valueOf(malformed.getMessage()));
        }
        var file = file(request);
        writing.lock();
        try {
            var merged = read(file);
            var mistake = given.isObject() ? merge(given, merged) : "the body has to be a JSON object";
            if (mistake != null) {
                return bad(mistake);
            }
            file.write(Json.mapper().writeValueAsBytes(merged));
            return answer(merged);
        } finally {
            writing.unlock();
        }
    }

    /** What is wrong, or null. */
    private static @Nullable String merge(JsonNode given, ObjectNode into) {
        if (!take(given, into, "toasts", JsonNode::isBoolean)
                || !take(given, into, "mark_read_on_open", JsonNode::isBoolean)) {
            return "toasts and mark_read_on_open are true or false";
        }
        if (!take(
                given,
                into,
                "min_toast_severity",
                value ->
                        value.isString() && Severity.ofWire(value.stringValue()).isPresent())) {
            return "min_toast_severity is one of the eight severities";
        }
        if (!take(
                given,
                into,
                "muted_categories",
                value -> value.isArray()
                        && value.size() <= MAX_MUTED
                        && value.valueStream().allMatch(JsonNode::isString))) {
            return "muted_categories is an array of at most " + MAX_MUTED + " texts";
        }
        return null;
    }

    private static boolean take(JsonNode given, ObjectNode into, String name, Predicate<JsonNode> fits) {
        var camel = given.get(WireCase.camel(name));
        var value = camel == null ? given.get(name) : camel;
        if (value == null) {
            return true;
        }
        if (fits.test(value)) {
            into.set(name, value);
            return true;
        }
        return false;
    }

    private static ObjectNode defaults() {
        var preferences = Json.mapper().createObjectNode();
        preferences.put("toasts", true);
        preferences.put("min_toast_severity", "debug");
        preferences.putArray("muted_categories");
        preferences.put("mark_read_on_open", false);
        return preferences;
    }

    /** Named by UUID, given or made from the name: no name can be a path. */
    private DurableFile file(Request request) {
        return new DurableFile(directory.resolve(Uuids.shown(Callers.userOf(request.principal())) + ".json"));
    }

    /** Damaged ones are set aside: their user makes a few choices again, which beats an error at every look. */
    private static ObjectNode read(DurableFile file) {
        var preferences = defaults();
        var mistake = file.read().map(content -> mistake(content, preferences)).orElse("");
        if (mistake.isEmpty()) {
            return preferences;
        }
        LOG.warn(
                "{} holds no preferences ({}): it is kept as {}, and the defaults count",
                file.path(),
                mistake,
                file.setAside("damaged"));
        return defaults();
    }

    /** What is wrong with a file; empty if nothing is. */
    private static String mistake(byte[] content, ObjectNode into) {
        try {
            var tree = Json.parse(content).tree();
            var mistake = tree.isObject() ? merge(tree, into) : "it is no JSON object";
            return mistake == null ? "" : mistake;
        } catch (MalformedJsonException malformed) {
            return String.valueOf(malformed.getMessage());
        }
    }

    private static Response answer(ObjectNode preferences) {
        return EventLists.json(200, Json.mapper().writeValueAsBytes(preferences));
    }

    private static Response bad(String detail) {
        return MesheryError.of(400, "bad-preferences", "The preferences could not be read", detail)
                .response();
    }
}
