package carillon.server.dialect.drp;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.Request;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the body of a POST to {@code /events} (section 10). */
sealed interface DrpInput {

    record Read(Event event) implements DrpInput {}

    /** Not an event: 400. */
    record Malformed(String message) implements DrpInput {}

    /** An event that nobody may post: 422. */
    record Reserved(String message) implements DrpInput {}

    /** Types that would confuse clients who count answers, or that no event has. */
    Set<String> RESERVED = Set.of("websocket", "machine_jobs", "work_order_jobs");

    static DrpInput read(Request request, String principal, Instant now) {
        if (request.body().length == 0) {
            return new Malformed("the body is empty; send one event as a JSON object");
        }
        final Json json;
        try {
            json = request.json();
        } catch (MalformedJsonException malformed) {
            return new Malformed("the body is not JSON: " + malformed.getMessage());
        }
        var tree = json.tree();
        if (!tree.isObject()) {
            return new Malformed("the body must be one JSON object, an event");
        }
        for (var member : new String[] {"Time", "Type", "Action", "Key", "Principal"}) {
            var value = tree.get(member);
            if (value != null && !value.isString() && !value.isNull()) {
                return new Malformed(member + " must be a string");
            }
        }
        var time = time(tree.get("Time"), now);
        if (time == null) {
            return new Malformed("Time must be RFC 3339, like 2031-03-04T05:06:07.89Z, of a year up to 9999");
        }
        var type = text(tree.get("Type"));
        if (RESERVED.contains(type)) {
            return new Reserved("the type " + type + " is reserved; post the event under another one");
        }
        return new Read(Event.about(type, text(tree.get("Action")), text(tree.get("Key")))
                .time(time)
                .principal(principal)
                .object(Secrets.without(Members.of(json, "Object")))
                .original(Secrets.without(Members.of(json, "Original")))
                .build());
    }

    /** Null if it is no time. */
    private static @Nullable Instant time(@Nullable JsonNode member, Instant now) {
        var text = text(member);
        if (text.isEmpty()) {
            return now;
        }
        return WireTime.read(text)
                .map(time -> time.equals(WireTime.ZERO) ? now : time)
                .orElse(null);
    }

    private static String text(@Nullable JsonNode member) {
        return member == null || member.isNull() ? "" : member.stringValue();
    }
}
