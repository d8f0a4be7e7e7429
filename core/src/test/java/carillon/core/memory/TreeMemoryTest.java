package carillon.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Estimates against what the heap says. */
class TreeMemoryTest {

    private static final int TEXT = 1 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[],",
                "{},",
                "{\"\":1},",
                "[[[[]]]],",
                "[1],",
                "1e5,",
                "12345678901234567890,",
                "\"a\",",
                "{\"a\":{\"b\":[]}},",
                "{\"name\":\"an ordinary value\",\"number\":17},"
            })
    void isNoLessThanATreeTakesAndAFewTimesAsMuchAtMost(String unit) {
        var text = ("[" + unit.repeat(TEXT / unit.length()) + "0]").getBytes(StandardCharsets.US_ASCII);
        long before = used();
        var tree = Json.mapper().readTree(text);
        long taken = used() - before;
        assertThat(TreeMemory.of(text)).isBetween(taken - (1 << 20), 6 * taken);
        keep(tree);
    }

    @Test
    void aLongStringCostsItsCharactersAndNoMore() {
        var text = "{\"a\":\"" + "x[{,:".repeat(100_000) + "\\\"[[[\"}";
        assertThat(TreeMemory.of(text)).isBetween(500_000L, 2_010_000L);
    }

    @Test
    void whatIsNoJsonIsNoTrouble() {
        assertThat(TreeMemory.of("")).isLessThan(100);
        assertThat(TreeMemory.of("\"\\")).isLessThan(200);
        assertThat(TreeMemory.of("{[\"")).isLessThan(400);
    }

    private static void keep(JsonNode tree) {
        assertThat(tree.isArray()).isTrue();
    }

    @SuppressWarnings("DoNotCallSuggester") // what is not collected would be counted
    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
