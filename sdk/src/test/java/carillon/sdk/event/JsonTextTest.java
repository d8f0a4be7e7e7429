package carillon.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.sdk.protocol.MalformedEventException;
import carillon.sdk.protocol.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is JSON text and what is not, for every reader of JSON alike. */
class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0af",
                "c1bf",
                "80",
                "bf",
                "c2",
                "c3c3",
                "e0",
                "e08080",
                "e09fbf",
                "e282",
                "eda080",
                "edbfbf",
                "f0808080",
                "f08fbfbf",
                "f09f98",
                "f4908080",
                "f5808080",
                "ff",
                "fe"
            })
    void bytesThatAreNoCharacters(String hex) {
        // Before, inside and behind the eight bytes that are looked at together.
        for (int before = 0; before < 17; before++) {
            var start = "{\"a\":\"" + "x".repeat(before);
            var text = (start + hex + "\"}").getBytes(StandardCharsets.ISO_8859_1);
            var bytes = spliced(start, HexFormat.of().parseHex(hex), "\"}");
            assertThatThrownBy(() -> Json.parse(bytes))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("not UTF-8")
                    .hasMessageContaining("line 1, column " + (start.length() + 1));
            assertThatThrownBy(() -> Json.parser(bytes)).isInstanceOf(MalformedJsonException.class);
            assertThatCode(() -> Json.parse(text)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\uDFFF",
                "\\udc00\\ud800",
                "\\ud800x",
                "\\ud800\\n",
                "\\ud800\\ud800",
                "\\ud83d\\u0041",
                "\\\\\\ud800"
            })
    void halvesOfPairsAsEscapes(String text) {
        var json = "[1,\n\"é" + text + "\"]";
        assertThatThrownBy(() -> Json.parse(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("half a surrogate pair")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> RawJson.elements(json)).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> RawJson.members("{\"a\":\"" + text + "\"}"))
                .isInstanceOf(MalformedEventException.class);
    }

    @Test
    void halvesOfPairsAsCharacters() {
        assertThatThrownBy(() -> Json.parse("{\"a\":\"\ud83d\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("line 1, column 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\ud83d\\ude00", "\\\\ud800", "\\\\\\\\ud800", "😀", "é߿ࠀ퟿\ue000￿", "\\u0000", "\\n\\\"\\/"})
    void characters(String text) {
        var json = "{\"a\":\"" + text + "\"}";
        assertThat(Json.parse(json).toString()).isEqualTo(json);
        assertThat(RawJson.members(json)).containsEntry("a", "\"" + text + "\"");
    }

    /** The decoder of the JDK knows what UTF-8 is. */
    @Test
    void sameAsTheDecoder() {
        var random = new Random(20_261_130);
        var alphabet = HexFormat.of().parseHex("2041618090a0bfc0c2dfe0e1edeff0f1f4f5ff");
        for (int round = 0; round < 200_000; round++) {
            var bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(3) == 0 ? alphabet[random.nextInt(alphabet.length)] : (byte) 'x';
            }
            assertThat(JsonText.isSound(bytes, 0, bytes.length))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodes(bytes));
        }
    }

    /** What is stored or computed with; the envelopes of the events protocol hand on numbers that nobody here looks at as they are. */
    @Test
    void numbersWithoutBound() {
        assertThatThrownBy(() -> Json.parse("[1e99999999999]")).isInstanceOf(MalformedJsonException.class);
        assertThat(RawJson.elements("[1e99999999999]")).containsExactly("1e99999999999");
    }

    @Test
    void whatIsStoredAndNoJsonIsShownAsThat() {
        var stored = Json.trusted("{\"a\":".getBytes(StandardCharsets.UTF_8));
        assertThat(stored.tree().get(Json.UNREADABLE).stringValue()).isNotEmpty();
        assertThat(Json.trusted("1e99999999999".getBytes(StandardCharsets.UTF_8))
                        .tree()
                        .get(Json.UNREADABLE)
                        .stringValue())
                .contains("too large");
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static byte[] spliced(String before, byte[] middle, String after) {
        var bytes = ByteBuffer.allocate(before.length() + middle.length + after.length());
        return bytes.put(before.getBytes(StandardCharsets.US_ASCII))
                .put(middle)
                .put(after.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
