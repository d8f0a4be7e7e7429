package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote cannot steer a terminal. */
class HostileTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b[31m", "\u0007", "\n", "\r", "\u007f", "\u009b2J", "\u0085", "\u202e", "\u2066", "\u2028"
            })
    void noControlReachesTheTerminal(String control) {
        assertThat(Terminal.plain("a" + control + "b"))
                .doesNotContain(control.substring(0, 1))
                .startsWith("a?");
    }

    @Test
    void otherTextStaysAsItIs() {
        assertThat(Terminal.plain("Grüße, 世界 👩‍🚀 \"x\" \\ $1")).isEqualTo("Grüße, 世界 👩‍🚀 \"x\" \\ $1");
    }

    @Test
    void jsonMeansTheSame() {
        var text = "{\"d\":\"a\u009bb\u202ec \\\\ $1\"}";
        var shown = Terminal.json(text);
        assertThat(shown).isEqualTo("{\"d\":\"a\\u009bb\\u202ec \\\\ $1\"}");
        assertThat(Json.parse(shown.getBytes(StandardCharsets.UTF_8)).tree())
                .isEqualTo(Json.parse(text.getBytes(StandardCharsets.UTF_8)).tree());
    }
}
