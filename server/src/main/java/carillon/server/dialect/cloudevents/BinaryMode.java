package carillon.server.dialect.cloudevents;

import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.PercentCode;
import carillon.server.http.Request;
import carillon.server.http.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** One event as headers {@code ce-NAME} with its data as body (HTTP protocol binding, section 3.1). */
final class BinaryMode {

    private static final String PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("ce-specversion", "ce-id", "ce-source", "ce-type");

    private final Request request;
    private String member = "";

    private BinaryMode(Request request) {
        this.request = request;
    }

    /** Whether all headers are there that an event needs. */
    static boolean asked(Request request) {
        return REQUIRED.stream().allMatch(request.headers()::has);
    }

    static CloudEventsInput.Outcome read(Request request) {
        return new BinaryMode(request).read();
    }

    private CloudEventsInput.Outcome read() {
        var attributes = new Attributes();
        try {
            for (var header : request.headers().entries()) {
                var name = header.getKey().toLowerCase(Locale.ROOT);
                if (name.startsWith(PREFIX)) {
                    member = name.substring(PREFIX.length());
                    attribute(attributes, header.getValue());
                }
            }
            member = "datacontenttype";
            var types = request.headers().all("content-type");
            if (types.size() > 1) {
                throw mistake("Content-Type is there twice");
            }
            if (!types.isEmpty()) {
                attributes.put(member, types.getFirst());
            }
            member = "data";
            var data = data();
            member = "";
            return new CloudEventsInput.Events(List.of(attributes.event(data)));
        } catch (BadInputException wrong) {
            return new CloudEventsInput.Wrong(0, member.isEmpty() ? attributes.member() : member, wrong.refusal());
        }
    }

    private void attribute(Attributes attributes, String value) {
        if (member.equals("datacontenttype")) {
            throw mistake("the type of the data is the header Content-Type; there is no ce-datacontenttype");
        }
        if (attributes.has(member)) {
            throw mistake("the header ce-" + member + " is there twice");
        }
        attributes.put(member, decoded(value));
    }

    /** Quotes first, then percent escapes, once. */
    private String decoded(String value) {
        // The bytes of a header come as a character each.
        var text = Utf8.text(unquoted(value).getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> mistake("ce-" + member + " is not UTF-8"));
        try {
            return PercentCode.decode(text, false);
        } catch (IllegalArgumentException broken) {
            throw mistake("ce-" + member + ": " + broken.getMessage());
        }
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        var plain = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            // A backslash stands before the character that is meant.
            if (value.charAt(i) == '\\' && i < value.length() - 2) {
                i++;
            }
            plain.append(value.charAt(i));
        }
        return plain.toString();
    }

    private EventData data() {
        var body = request.body();
        if (body.length == 0) {
            return new EventData.Absent();
        }
        var type = request.contentType();
        if (type.equals("application/json") || type.equals("text/json") || type.endsWith("+json")) {
            return new EventData.Value(json(body));
        }
        return text(type, body)
                .<EventData>map(
                        text -> new EventData.Value(Json.trusted(Json.mapper().writeValueAsBytes(text))))
                .orElseGet(() -> new EventData.Bytes(Base64.getEncoder().encodeToString(body)));
    }

    /** The bytes as they came. */
    private Json json(byte[] body) {
        try (var parser = Json.parser(body)) {
            if (parser.nextToken() == null) {
                throw mistake("the body is blank, and Content-Type says that it is JSON");
            }
            var value = Json.cut(parser, body);
            if (parser.nextToken() != null) {
                throw mistake("there is more behind the JSON value of the body");
            }
            return value;
        } catch (JacksonException malformed) {
            throw mistake("the body is not JSON, as Content-Type says: " + malformed.getOriginalMessage());
        } catch (MalformedJsonException malformed) {
            throw mistake("the body is not JSON, as Content-Type says: " + malformed.getMessage());
        }
    }

    private Optional<String> text(String type, byte[] body) {
        boolean text = type.startsWith("text/") || type.equals("application/xml") || type.endsWith("+xml");
        var full = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        boolean utf8 = !full.contains("charset") || full.contains("utf-8");
        return text && utf8 ? Utf8.text(body) : Optional.empty();
    }

    private static BadInputException mistake(String detail) {
        return new BadInputException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
