package carillon.server.dialect.cloudevents;

import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import carillon.sdk.event.Severity;
import carillon.sdk.event.Subject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The context attributes of one event as they are read, and the hub's event that they make. What the hub has no member for is kept in
 * the metadata under {@value #KEPT} and the attribute's name. One thread.
 */
final class Attributes {

    /** How the names of metadata begin that belong to this dialect. */
    static final String KEPT = "cloudevents.";

    private static final int MOST = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern TRACE = Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final String NO_TRACE = "0".repeat(32);

    /** Strings, 32 bit integers and booleans. */
    private final Map<String, Object> given = new LinkedHashMap<>();

    private String member = "";

    /** Which attribute was looked at last: where a mistake is. */
    String member() {
        return member;
    }

    boolean has(String name) {
        return given.containsKey(name);
    }

    /** Takes one that is not there yet. */
    void put(String name, Object value) {
        member = name;
        if (!isName(name)) {
            throw mistake("an attribute's name has 1 to 20 characters of a to z and 0 to 9");
        }
        if (given.size() == MOST) {
            throw mistake("an event has at most " + MOST + " attributes");
        }
        if (value instanceof String text && !isText(text)) {
            throw mistake(name + " holds a control character or half of a surrogate pair");
        }
        given.put(name, value);
    }

    /** Data is beside the attributes, and not one of them. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals("data");
    }

    private static boolean isText(String text) {
        return JsonText.loneSurrogate(text) < 0 && text.chars().noneMatch(Character::isISOControl);
    }

    /** The hub's event. */
    Event event(EventData data) {
        version();
        var source = source();
        var id = required("id");
        var subject = subject(required("type"));
        var metadata = Json.mapper().createObjectNode();
        var builder = Event.about(subject.type(), subject.action(), subject.key())
                .id(source + " " + id)
                .source(source);
        time("time").ifPresent(builder::time);
        severity().ifPresent(builder::severity);
        operation().ifPresent(builder::operation);
        owner().ifPresent(builder::owner);
        content(metadata);
        extensions(metadata);
        return withData(builder, data, metadata).build();
    }

    private void version() {
        member = "specversion";
        var version = given.remove(member);
        if (!"1.0".equals(version)) {
            throw mistake(
                    version == null
                            ? "specversion is missing: 1.0 is spoken here"
                            : "specversion is '" + version + "', and 1.0 is spoken here");
        }
    }

    private String source() {
        var source = required("source");
        if (!isReference(source, false)) {
            throw mistake("source is a URI reference, without blanks");
        }
        return source;
    }

    private static boolean isReference(String text, boolean whole) {
        try {
            var uri = new URI(text);
            return text.indexOf(' ') < 0 && (!whole || uri.isAbsolute());
        } catch (URISyntaxException other) {
            return false;
        }
    }

    /** Everything before the last dot is the type, what follows it the action; a dot at either end parts nothing. */
    private Subject subject(String type) {
        int dot = type.lastIndexOf('.');
        boolean parted = dot > 0 && dot < type.length() - 1;
        var kind = parted ? type.substring(0, dot) : type;
        if (kind.equals("websocket")) {
            throw mistake("type 'websocket' is reserved for answers to commands");
        }
        return new Subject(
                kind, parted ? type.substring(dot + 1) : "", optional("subject").orElse(""));
    }

    private Optional<Instant> time(String name) {
        var text = optional(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (TIME.matcher(text.get().toUpperCase(Locale.ROOT)).matches()) {
                return Optional.of(Instant.parse(text.get()));
            }
        } catch (DateTimeException noSuchTime) {
            throw mistake(name + ": there is no such time: " + text.get());
        }
        throw mistake(name + " is RFC 3339, for example 2031-03-04T05:06:07Z, not '" + text.get() + "'");
    }

    /** The name counts if the hub knows it, else the number (OpenTelemetry's, in steps of four). */
    private Optional<Severity> severity() {
        var number = number("severitynumber");
        var named = optional("severitytext").flatMap(text -> Severity.ofWire(text.toLowerCase(Locale.ROOT)));
        return named.or(() -> Optional.ofNullable(number).map(Attributes::ofNumber));
    }

    private static Severity ofNumber(int number) {
        return switch ((number - 1) / 4) {
            case 0, 1 -> Severity.DEBUG;
            case 2 -> Severity.INFORMATIONAL;
            case 3 -> Severity.WARNING;
            case 4 -> Severity.ERROR;
            default -> number == 21 ? Severity.CRITICAL : number == 22 ? Severity.ALERT : Severity.EMERGENCY;
        };
    }

    private @Nullable Integer number(String name) {
        member = name;
        return switch (given.remove(name)) {
            case null -> null;
            case Integer number when number >= 1 && number <= 24 -> number;
            // In binary mode everything is text.
            case String text when text.matches("[1-9]|1[0-9]|2[0-4]") -> Integer.valueOf(text);
            case Object _ -> throw mistake(name + " is 1 to 24");
        };
    }

    private Optional<String> operation() {
        var trace = given.get("traceparent") instanceof String text ? trace(text) : Optional.<String>empty();
        return optional("correlationid").or(() -> trace);
    }

    private static Optional<String> trace(String parent) {
        var parts = TRACE.matcher(parent);
        return parts.matches() && !parts.group(1).equals(NO_TRACE) ? Optional.of(parts.group(1)) : Optional.empty();
    }

    private Optional<String> owner() {
        return optional("owner");
    }

    private void content(ObjectNode metadata) {
        optional("datacontenttype").ifPresent(type -> metadata.put(KEPT + "datacontenttype", type));
        var schema = optional("dataschema");
        if (schema.isPresent()) {
            if (!isReference(schema.get(), true)) {
                throw mistake("dataschema is a URI");
            }
            metadata.put(KEPT + "dataschema", schema.get());
        }
    }

    private void extensions(ObjectNode metadata) {
        // The server says these itself: the place in its log, and whoever published.
        given.remove("sequence");
        given.remove("authtype");
        given.remove("authid");
        var expiry = given.get("expirytime");
        if (expiry != null) {
            var _ = time("expirytime");
            metadata.put(KEPT + "expirytime", expiry.toString());
        }
        given.forEach((name, value) -> {
            switch (value) {
                case Integer number -> metadata.put(KEPT + name, number);
                case Boolean flag -> metadata.put(KEPT + name, flag);
                default -> metadata.put(KEPT + name, value.toString());
            }
        });
    }

    private static EventBuilder withData(EventBuilder builder, EventData data, ObjectNode metadata) {
        switch (data) {
            case EventData.Absent() -> {}
            case EventData.Value(Json json) -> builder.object(json);
            case EventData.Bytes(String base64) -> metadata.put(KEPT + "data_base64", base64);
        }
        return builder.metadata(metadata.isEmpty() ? Json.EMPTY_OBJECT : Json.of(metadata));
    }

    private String required(String name) {
        var found = optional(name);
        member = name;
        return found.orElseThrow(() -> mistake(name + " is missing"));
    }

    /** A text that is not empty, if it is there. */
    private Optional<String> optional(String name) {
        member = name;
        return switch (given.remove(name)) {
            case null -> Optional.empty();
            case String text when !text.isEmpty() -> Optional.of(text);
            case Object _ -> throw mistake(name + " is a string with at least one character");
        };
    }

    private static BadInputException mistake(String detail) {
        return new BadInputException(ErrorCode.INVALID_EVENT, detail);
    }
}
