package carillon.server.dialect.cloudevents;

import carillon.sdk.event.Event;
import carillon.sdk.event.EventId;
import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import carillon.server.dialect.EventForm;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;

/** Events as CloudEvents in JSON: those that came in by this dialect as they came, the others with a source made for them. */
public final class CloudEventsForm implements EventForm {

    private static final String BYTES = Attributes.KEPT + "data_base64";

    /** Made from members of the event; metadata of the same name, which anybody may publish, is not shown beside them. */
    private static final Set<String> OWN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "data",
            "severitynumber",
            "severitytext",
            "correlationid",
            "owner",
            "sequence",
            "authtype",
            "authid");

    /** They speak of the data. */
    private static final Set<String> OF_DATA = Set.of("datacontenttype", "dataschema");

    private final String home;

    /**
     * Makes the form.
     *
     * @param instance the id of this hub: events without a source are said to come from here
     */
    public CloudEventsForm(String instance) {
        this.home = "urn:carillon:" + instance;
    }

    @Override
    public String name() {
        return "cloudevents";
    }

    @Override
    public String listType() {
        return "application/cloudevents-batch+json";
    }

    @Override
    public byte[] write(StoredEvent stored, @Nullable Json whole) {
        var event = stored.event();
        var out = new Writer(256 + event.object().utf8().length);
        out.raw("{\"specversion\":\"1.0\"");
        identity(event, out);
        out.text("type", type(event));
        out.unlessEmpty("subject", event.subject().key());
        out.text("time", Rfc3339.format(event.time()));
        out.raw(",\"severitynumber\":" + number(event.severity()));
        out.text("severitytext", event.severity().name());
        out.unlessEmpty("correlationid", event.operation());
        var owner = event.owner();
        out.unlessEmpty("owner", owner == null ? "" : owner);
        var digits = Long.toString(stored.sequence());
        out.text("sequence", "0".repeat(19 - digits.length()) + digits);
        principal(event.principal(), out);
        var metadata = event.metadata().equals(Json.EMPTY_OBJECT)
                ? Json.EMPTY_OBJECT.tree()
                : event.metadata().tree();
        extensions(metadata, whole == null, out);
        data(event, metadata, whole, out);
        return out.raw("}").bytes();
    }

    /** An event of this dialect's own, which is stored nowhere. */
    byte[] own(String type, String subject, Json data) {
        var out = new Writer(256 + data.utf8().length).raw("{\"specversion\":\"1.0\"");
        out.text("id", EventId.next());
        out.text("source", home);
        out.text("type", type);
        out.unlessEmpty("subject", subject);
        out.text("time", Rfc3339.format(Instant.now()));
        out.text("datacontenttype", "application/json");
        out.json("data", data);
        return out.raw("}").bytes();
    }

    private void identity(Event event, Writer out) {
        var source = event.source();
        boolean born = !source.isEmpty()
                && event.id().length() > source.length() + 1
                && event.id().startsWith(source + " ");
        out.text("id", born ? event.id().substring(source.length() + 1) : event.id());
        out.text("source", source.isEmpty() ? home : reference(source));
    }

    /** What others call a source need not be a URI reference. */
    private static String reference(String source) {
        try {
            return new URI(source).toString();
        } catch (URISyntaxException other) {
            var escaped = new StringBuilder();
            for (byte b : source.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = b > ' ' && b < 0x7F && "\"%<>[\\]^`{|}#".indexOf(b) < 0;
                escaped.append(plain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            }
            // What stands before a colon would have to be a scheme.
            return "./" + escaped;
        }
    }

    private static String type(Event event) {
        var subject = event.subject();
        var type = subject.type() + (subject.action().isEmpty() ? "" : "." + subject.action());
        return type.isEmpty() ? "carillon.event" : type;
    }

    private static int number(Severity severity) {
        return switch (severity) {
            case DEBUG -> 5;
            case INFORMATIONAL, SUCCESS -> 9;
            case WARNING -> 13;
            case ERROR -> 17;
            case CRITICAL -> 21;
            case ALERT -> 22;
            case EMERGENCY -> 23;
        };
    }

    private static void principal(String principal, Writer out) {
        if (principal.startsWith("user:")) {
            out.text("authtype", "user");
            out.unlessEmpty("authid", principal.substring("user:".length()));
        } else if (!principal.isEmpty()) {
            out.text("authtype", "system");
        }
    }

    private static void extensions(JsonNode metadata, boolean ofData, Writer out) {
        for (var member : metadata.properties()) {
            if (!member.getKey().startsWith(Attributes.KEPT)) {
                continue;
            }
            var name = member.getKey().substring(Attributes.KEPT.length());
            if (!Attributes.isName(name) || OWN.contains(name) || (!ofData && OF_DATA.contains(name))) {
                continue;
            }
            var value = member.getValue();
            if (value.isString()) {
                out.unlessEmpty(name, value.stringValue());
            } else if (value.isBoolean() || (value.isIntegralNumber() && value.canConvertToInt())) {
                out.raw(",\"" + name + "\":" + value);
            }
        }
    }

    private static void data(Event event, JsonNode metadata, @Nullable Json whole, Writer out) {
        if (whole != null) {
            out.text("datacontenttype", "application/json");
            out.json("data", whole);
        } else if (!event.object().isNull()) {
            out.json("data", event.object());
        } else {
            var bytes = metadata.path(BYTES);
            if (bytes.isString() && CloudEventsInput.isBase64(bytes.stringValue())) {
                out.text("data_base64", bytes.stringValue());
            }
        }
    }

    /** Members of one JSON object. */
    private static final class Writer {

        private final ByteArrayOutputStream out;

        Writer(int expected) {
            out = new ByteArrayOutputStream(expected);
        }

        Writer raw(String ascii) {
            out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        void text(String member, String value) {
            raw(",\"" + member + "\":\"");
            out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(value));
            out.write('"');
        }

        void unlessEmpty(String member, String value) {
            if (!value.isEmpty()) {
                text(member, value);
            }
        }

        void json(String member, Json value) {
            raw(",\"" + member + "\":");
            out.writeBytes(value.utf8());
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
