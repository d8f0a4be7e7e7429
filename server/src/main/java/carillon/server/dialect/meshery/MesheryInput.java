package carillon.server.dialect.meshery;

import carillon.sdk.event.Event;
import carillon.sdk.event.EventId;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import carillon.sdk.event.SnakeCase;
import carillon.server.http.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the body of a client's event, mode {@code documented} (meshery-events section 8). One object a body. */
final class MesheryInput {

    private static final int MAX_WORD = 500;
    private static final int MAX_DESCRIPTION = 5_000;
    private static final int MAX_METADATA = 256 * 1024;

    private final JsonNode body;
    private final List<String> broken = new ArrayList<>();

    private MesheryInput(JsonNode body) {
        this.body = body;
    }

    /**
     * @param user who posts; the event is addressed to them
     * @param systemId this instance
     */
    static Parsed<Event> read(Request request, String user, String systemId, Instant now) {
        JsonNode tree;
        try {
            tree = request.json().tree();
        } catch (MalformedJsonException malformed) {
            return Parsed.bad(unmarshal(String.valueOf(malformed.getMessage())));
        }
        return tree.isObject()
                ? new MesheryInput(tree).event(user, systemId, now)
                : Parsed.bad(unmarshal("the body has to be a JSON object"));
    }

    private static MesheryError unmarshal(String detail) {
        return new MesheryError(
                400,
                "Event rejected: the body could not be unmarshalled",
                MesheryError.INVALID,
                List.of("Send one JSON object with category, action and severity"),
                List.of(detail));
    }

    private Parsed<Event> event(String user, String systemId, Instant now) {
        checkIgnored();
        var category = word("category");
        var action = word("action");
        var severity = severity();
        var key = actedUpon();
        var description = description();
        var metadata = metadata();
        if (!broken.isEmpty()) {
            return Parsed.bad(new MesheryError(
                    400,
                    "Event rejected: required data is missing or malformed",
                    MesheryError.INVALID,
                    List.of("Send category, action and severity; category and action in snake_case"),
                    broken));
        }
        return Parsed.good(Event.about(category, action, key)
                .id(EventId.next())
                .time(now)
                .severity(severity)
                .owner(user)
                .source(systemId)
                .operation(UUID.randomUUID().toString())
                .description(description)
                .metadata(metadata)
                .build());
    }

    /** Absent and null are the same; the camelCase spelling wins. */
    private @Nullable JsonNode field(String snake) {
        var camel = body.get(WireCase.camel(snake));
        var found = camel == null || camel.isNull() ? body.get(snake) : camel;
        return found == null || found.isNull() ? null : found;
    }

    /** These are the server's to fill in; but a body that does not even hold UUIDs and times there is no event. */
    private void checkIgnored() {
        for (var name : List.of("id", "user_id", "owner", "system_id", "operation_id")) {
            var value = field(name);
            if (value != null
                    && !(value.isString() && Uuids.parse(value.stringValue()).isPresent())) {
                broken.add(name + " is not a UUID");
            }
        }
        for (var name : List.of("created_at", "updated_at", "deleted_at")) {
            var value = field(name);
            if (value != null && !(value.isString() && isTime(value.stringValue()))) {
                broken.add(name + " is not an RFC 3339 time");
            }
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException notATime) {
            return false;
        }
    }

    private String word(String name) {
        var text = required(name);
        if (!text.isEmpty() && (text.length() > MAX_WORD || !SnakeCase.is(text))) {
            broken.add(name + " must be snake_case, at most " + MAX_WORD + " characters: " + quoted(text));
        }
        return text;
    }

    private String required(String name) {
        var value = field(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            broken.add(name + " is missing");
            return "";
        }
        return value.stringValue();
    }

    private Severity severity() {
        var text = required("severity");
        // The guide's own sample says "info", which is no member of the enumeration.
        var known = text.equals("info") ? Optional.of(Severity.INFORMATIONAL) : Severity.ofWire(text);
        if (known.isEmpty() && !text.isEmpty()) {
            broken.add("severity is none of the eight: " + quoted(text));
        }
        return known.orElse(Severity.INFORMATIONAL);
    }

    private String actedUpon() {
        var value = field("acted_upon");
        if (value == null) {
            return Uuids.ZERO.toString();
        }
        var id = value.isString() ? Uuids.parse(value.stringValue()) : Optional.<UUID>empty();
        if (id.isEmpty() || id.get().equals(Uuids.ZERO)) {
            broken.add("acted_upon is not a UUID other than zero");
            return "";
        }
        return id.get().toString();
    }

    private String description() {
        var value = field("description");
        if (value == null) {
            return "";
        }
        if (!value.isString() || value.stringValue().length() > MAX_DESCRIPTION) {
            broken.add("description is not a text of at most " + MAX_DESCRIPTION + " characters");
            return "";
        }
        return value.stringValue();
    }

    private Json metadata() {
        var value = field("metadata");
        if (value == null) {
            return Json.EMPTY_OBJECT;
        }
        if (!value.isObject()) {
            broken.add("metadata is not an object");
            return Json.EMPTY_OBJECT;
        }
        var json = Json.of(value);
        if (json.utf8().length > MAX_METADATA) {
            broken.add("metadata is larger than " + MAX_METADATA + " bytes");
        }
        return json;
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
    }
}
