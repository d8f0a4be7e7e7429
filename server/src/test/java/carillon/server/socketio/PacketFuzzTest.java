package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.protocol.RawJson;
import carillon.testkit.property.Property;
import carillon.testkit.property.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Packets as no client would write them. Every failure names its seed; keep those that found something in the list. */
class PacketFuzzTest {

    private static final List<String> TYPES = List.of("0", "1", "2", "3", "4", "51-", "61-", "52-", "7", "", "x");
    private static final List<String> NAMESPACES = List.of("", "", "/", "/,", "/admin,", "/a?b=1,", "/x/y,");
    private static final List<String> IDS = List.of("", "", "0", "7", "456", "999999999999999", "9999999999999999");
    private static final List<String> PAYLOADS = List.of(
            "",
            "{}",
            "{\"token\":\"t\"}",
            "[]",
            "[1]",
            "[1.5,0.10]",
            "[\"m\"]",
            "[\"event\",{\"a\":[1,{}]}]",
            "[\"connect\"]",
            "[\"newListener\",1]",
            "[{}]",
            "[null]",
            "null",
            "\"x\"",
            "1e999999999",
            "[\"m\",1e99999999999,-1e-99999999999]",
            "{\"n\":1e99999999999}");
    private static final List<String> PIECES = List.of(
            "0", "5", "-", ",", "/", "?", "[", "]", "{", "}", "\"", "\\", ":", " ", "\n", "\u001e", "\0", "é", "\ud800",
            "b", "[[[[", "null", "1-", "/,");

    private static final Map<String, SocketPacket.Type> BY_DIGIT = Map.of(
            "0", SocketPacket.Type.CONNECT,
            "1", SocketPacket.Type.DISCONNECT,
            "2", SocketPacket.Type.EVENT,
            "3", SocketPacket.Type.ACK,
            "5", SocketPacket.Type.BINARY_EVENT,
            "6", SocketPacket.Type.BINARY_ACK);

    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    /** The grammar of socket.io-protocol, "Packet encoding", with our limits. */
    private static final Pattern PACKET = Pattern.compile(
            "(?:([0-4])|([56])([0-9]{1,15})-)(?:(/[^,]{0,255})(?:,|\\z))?([0-9]{0,15})(.*)", Pattern.DOTALL);

    private final Tally<String> tally = new Tally<>();

    /** Right, or nearly so, or pieces in a row. */
    private static String packet(RandomGenerator random) {
        var text = new StringBuilder();
        if (random.nextInt(4) > 0) {
            for (var parts : List.of(TYPES, NAMESPACES, IDS, PAYLOADS)) {
                text.append(pick(random, parts));
            }
        }
        int changes = text.isEmpty() ? random.nextInt(12) : Math.max(0, random.nextInt(6) - 3);
        for (int i = 0; i < changes; i++) {
            text.insert(random.nextInt(text.length() + 1), pick(random, PIECES));
        }
        return text.toString();
    }

    private static String pick(RandomGenerator random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Property<String> packets() {
        return new Property<>(PacketFuzzTest::packet, PacketFuzzTest::smaller);
    }

    private static Stream<String> smaller(String text) {
        return IntStream.range(0, text.length()).mapToObj(i -> text.substring(0, i) + text.substring(i + 1));
    }

    @ParameterizedTest
    @DisplayName("Socket.IO: every text is read as the grammar says, and none makes the codec throw anything else")
    @ValueSource(longs = {1, 2, 3, 20_311, 8_092})
    void socketPackets(long seed) {
        packets().check(seed, 20_000, this::readAsTheGrammarSays);
        assertThat(tally.kinds())
                .contains("CONNECT", "DISCONNECT", "EVENT", "ACK", "BINARY_EVENT", "BINARY_ACK", "refused");
    }

    private boolean readAsTheGrammarSays(String text) {
        var wanted = model(text);
        try {
            var read = SocketCodec.decode(text);
            tally.count(read.type().name());
            return wanted.equals(Optional.of(read));
        } catch (MalformedPacketException refused) {
            tally.count("refused");
            return wanted.isEmpty();
        }
    }

    private static Optional<SocketPacket> model(String text) {
        var parts = PACKET.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean binary = parts.group(1) == null;
        var type = BY_DIGIT.get(binary ? parts.group(2) : parts.group(1));
        if (type == null) {
            return Optional.empty();
        }
        long attachments = binary ? Long.parseLong(parts.group(3)) : 0;
        var namespace = parts.group(4) == null ? "/" : parts.group(4).replaceFirst("(?s)\\?.*", "");
        var id = parts.group(5).isEmpty() ? null : Long.valueOf(parts.group(5));
        try {
            var data =
                    parts.group(6).isEmpty() ? null : Json.parse(parts.group(6)).tree();
            return attachments <= Integer.MAX_VALUE && fits(type, id != null, data)
                    ? Optional.of(new SocketPacket(
                            type,
                            (int) attachments,
                            namespace,
                            id,
                            type == SocketPacket.Type.CONNECT ? data : null,
                            name(type, data, parts.group(6)),
                            parts.group(6)))
                    : Optional.empty();
        } catch (MalformedJsonException noJson) {
            return Optional.empty();
        }
    }

    private static String name(SocketPacket.Type type, @Nullable JsonNode data, String text) {
        boolean event = type == SocketPacket.Type.EVENT || type == SocketPacket.Type.BINARY_EVENT;
        if (!event || data == null) {
            return "";
        }
        return data.get(0).isString()
                ? data.get(0).stringValue()
                : RawJson.elements(text).getFirst();
    }

    private static boolean fits(SocketPacket.Type type, boolean hasId, @Nullable JsonNode data) {
        return switch (type) {
            case CONNECT -> data == null || data.isObject();
            case DISCONNECT -> data == null;
            case EVENT, BINARY_EVENT ->
                data != null
                        && data.isArray()
                        && !data.isEmpty()
                        && (data.get(0).isNumber()
                                || (data.get(0).isString()
                                        && !RESERVED.contains(data.get(0).asString())));
            case ACK, BINARY_ACK -> data != null && data.isArray() && hasId;
            // Servers send these, clients never do.
            case CONNECT_ERROR -> false;
        };
    }

    @ParameterizedTest
    @DisplayName("Engine.IO: a body is as many packets as it has separators and one, or refused")
    @ValueSource(longs = {4, 5, 6})
    void engineBodies(long seed) {
        packets().check(seed, 20_000, this::asManyAsSeparators);
        assertThat(tally.kinds()).contains("one", "several", "refused");
    }

    private boolean asManyAsSeparators(String text) {
        long separators = text.chars().filter(c -> c == EnginePacket.SEPARATOR).count();
        try {
            var packets = EnginePacket.decodeBody(text);
            tally.count(packets.size() == 1 ? "one" : "several");
            return packets.size() == separators + 1;
        } catch (MalformedPacketException refused) {
            tally.count("refused");
            return true;
        }
    }
}
