package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out of a value what may never leave the server (section 4.5): password hashes, the secrets that tokens are bound
 * to, and tokens. At any depth, because objects hold each other.
 */
final class Secrets {

    private static final Set<String> NAMES = Set.of("PasswordHash", "Secret", "Token");
    // An escape could spell a name in another way, so a value with one is looked through as well.
    private static final byte[][] TRACES = {
        ascii("PasswordHash\""), ascii("Secret\""), ascii("Token\""), ascii("\\u"),
    };
    private static final boolean[] BEGINS_TRACE = firstBytes();

    private Secrets() {}

    /** The same value if it holds none, which is nearly always and costs one pass over the bytes. */
    static Json without(Json value) {
        return mayHold(value.utf8()) ? Json.of(without(value.tree())) : value;
    }

    static JsonNode without(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var kept = Json.mapper().createObjectNode();
                for (var member : object.properties()) {
                    if (!NAMES.contains(member.getKey())) {
                        kept.set(member.getKey(), without(member.getValue()));
                    }
                }
                yield kept;
            }
            case ArrayNode array -> {
                var kept = Json.mapper().createArrayNode();
                for (var item : array) {
                    kept.add(without(item));
                }
                yield kept;
            }
            default -> value;
        };
    }

    /** A copy of {@code next} with the secrets of {@code before} that it, having been shown without them, lacks. */
    static ObjectNode kept(ObjectNode before, ObjectNode next) {
        var stored = next.deepCopy();
        keep(before, stored);
        return stored;
    }

    private static void keep(ObjectNode before, ObjectNode stored) {
        for (var member : before.properties()) {
            var name = member.getKey();
            if (NAMES.contains(name)) {
                stored.putIfAbsent(name, member.getValue());
            } else if (member.getValue() instanceof ObjectNode inner && stored.get(name) instanceof ObjectNode same) {
                keep(inner, same);
            }
        }
    }

    /** One look-up a byte: compared with each trace in turn, the bytes of an event took 40 % of its replay. */
    private static boolean mayHold(byte[] utf8) {
        for (int i = 0; i < utf8.length; i++) {
            if (BEGINS_TRACE[utf8[i] & 0xFF] && traceAt(utf8, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean traceAt(byte[] utf8, int at) {
        for (var trace : TRACES) {
            if (startsAt(utf8, at, trace)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(byte[] utf8, int at, byte[] trace) {
        if (at + trace.length > utf8.length) {
            return false;
        }
        for (int i = 0; i < trace.length; i++) {
            if (utf8[at + i] != trace[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] firstBytes() {
        var begins = new boolean[256];
        for (var trace : TRACES) {
            begins[trace[0]] = true;
        }
        return begins;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
