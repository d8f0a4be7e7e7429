package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a user wants notifications shown (meshery-events section 10): one small file for each user. Storing, listing and
 * delivering events do not look at it.
 */
final class Preferences {

    private static final int MAX_MUTED = 1_000;

    private final Path directory;

    Preferences(Path directory) {
        this.directory = directory;
    }

    Response get(Request request) throws IOException {
        return answer(read(file(request)));
    }

    /** Members that are absent keep what they had. */
    Response put(Request request) throws IOException {
        JsonNode given;
        try {
            given = Json.parse(request.body()).tree();
        } catch (MalformedJsonException malformed) {
            return bad(String.valueOf(malformed.getMessage()));
        }
        var file = file(request);
        var merged = read(file);
        var mistake = given.isObject() ? merge(given, merged) : "the body has to be a JSON object";
        if (mistake != null) {
            return bad(mistake);
        }
        write(file, merged);
        return answer(merged);
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
    private Path file(Request request) {
        return directory.resolve(Uuids.shown(Callers.userOf(request.principal())) + ".json");
    }

    private static ObjectNode read(Path file) throws IOException {
        var preferences = defaults();
        if (Files.exists(file)) {
            var mistake = merge(Json.parse(Files.readAllBytes(file)).tree(), preferences);
            if (mistake != null) {
                throw new IOException(file + " holds something else than preferences: " + mistake);
            }
        }
        return preferences;
    }

    private void write(Path file, ObjectNode preferences) {
        try {
            Files.createDirectories(directory);
            var next = Files.createTempFile(directory, "next", ".json");
            Files.write(next, Json.mapper().writeValueAsBytes(preferences));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
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
