package carillon.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of an event stream (HTML standard, server-sent events, section 9.2.6). */
class SseFramesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\", 'data: |'",
                "a, data: a|",
                "a^b, data: a|data: b|",
                "a~b, data: a|data: b|",
                "a~^b, data: a|data: b|",
                "a^~b, data: a|data: |data: b|",
                "a^, data: a|data: |",
                "a~, data: a|data: |",
                "a~^, data: a|data: |",
                "^^, data: |data: |data: |",
                "~^~^b, data: |data: |data: b|"
            })
    void eachLineOfTheDataIsAFieldOfItsOwn(String data, String expected) {
        var given = data.replace('^', '\n').replace('~', '\r');
        var wanted = expected.replace("'", "").replace('|', '\n');
        assertThat(new String(SseFrames.event("", "", given.getBytes(UTF_8)), UTF_8))
                .isEqualTo(wanted + "\n");
    }

    @Test
    void idAndNameComeFirstAndCannotBeginAFieldOfTheirOwn() {
        assertThat(new String(SseFrames.event("1\ndata: x", "a\r\nb", "{}".getBytes(UTF_8)), UTF_8))
                .isEqualTo("id: 1 data: x\nevent: a  b\ndata: {}\n\n");
    }
}
