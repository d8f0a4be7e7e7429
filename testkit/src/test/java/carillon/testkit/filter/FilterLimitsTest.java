package carillon.testkit.filter;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterParse;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.StringNode;

class FilterLimitsTest {

    @Test
    @DisplayName("drp 63: a pathological pattern on a long input ends soon")
    void item63_pathologicalPatternsEndSoon() {
        var event = Event.about("t", "a", "k")
                .object(Json.of(StringNode.valueOf("a".repeat(50_000) + "b")))
                .build();
        var view = EventView.of(event);
        for (var pattern : new String[] {"(a+)+$", "(a|aa)+$", "(a*)*c", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
            var filter = parsed("Object=Re(" + StringNode.valueOf(pattern) + ")");
            // Backtracking would take longer than the universe lasts, so a generous bound tells as much as a tight one.
            Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> assertThat(filter.matches(view)).isFalse());
        }
    }

    @ParameterizedTest
    @DisplayName("drp 63: patterns that would compile for ever, fill the memory or overflow the stack are refused")
    @ValueSource(
            strings = {
                "(?i)\u1c80",
                "(?i)[B-\udbff\udfff]",
                "(?s-i)[B-\u4e00]",
                "(?i)[B-\\x{10FFFF}]",
                "((a{1000}){1000}){1000}",
                "\\Q[\\E((a{1000}){1000}){1000}",
                "((a{1000}){1000}){1000}[[:alpha:](]",
                "(?:(?:a?){1000}){9}b"
            })
    void item63_endlessPatterns(String pattern) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(Filter.parse("Object=Re(" + StringNode.valueOf(pattern) + ")"))
                        .isInstanceOf(FilterParse.Rejected.class));
    }

    @ParameterizedTest
    @DisplayName("drp 63: the largest patterns that are taken end soon on the longest text")
    @ValueSource(
            strings = {"(a?){240}b", "(a?){140}c", "([ab]?){30}c", "(?i)[^z]{900}z", "(?i)\\pL{900}z", "(?i)A\u0432"})
    void item63_largestPatterns(String pattern) {
        var filter = parsed("Object=Re(" + StringNode.valueOf(pattern) + ")");
        for (int length : new int[] {131_072, 20_000, 2_000}) {
            var view = EventView.of(Event.about("t", "a", "k")
                    .object(Json.of(StringNode.valueOf("a".repeat(length - 1) + "\u1c80")))
                    .build());
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> filter.matches(view));
        }
    }

    @Test
    @DisplayName("drp 7.2.11: text, terms and nested values have limits")
    void limitsHold() {
        assertThat(Filter.parse("a=Eq(\"" + "x".repeat(Filter.MAX_TEXT) + "\")"))
                .isInstanceOf(FilterParse.Rejected.class);
        parsed("a=Eq(\"" + "x".repeat(Filter.MAX_TEXT - 8) + "\")");
        parsed("And(" + "a=Exists(),".repeat(Filter.MAX_TERMS - 2) + "b=Exists())");
        assertThat(Filter.parse("And(" + "a=Exists(),".repeat(Filter.MAX_TERMS - 1) + "b=Exists())"))
                .isInstanceOf(FilterParse.Rejected.class);
        parsed("a=Eq(" + "[".repeat(64) + "]".repeat(64) + ")");
        assertThat(Filter.parse("a=Eq(" + "[".repeat(65) + "]".repeat(65) + ")"))
                .isInstanceOf(FilterParse.Rejected.class);
    }

    @Test
    void aFilterHasAPriceThatGrowsWithWhatItDoes() {
        int cheap = parsed("a=Eq(1)").price();
        assertThat(parsed("And(a=Eq(1),b=Eq(1))").price()).isEqualTo(2 * cheap);
        assertThat(parsed("a=Re(\"[ab]\")").price()).isGreaterThan(50 * cheap);
        assertThat(parsed("a=Re(\"rack\")").price())
                .isLessThan(parsed("a=Re(\"rack.\")").price());
        assertThat(parsed("Not(a=Changed(1,2))").price()).isGreaterThan(cheap);
    }

    private static Filter parsed(String text) {
        assertThat(Filter.parse(text)).isInstanceOf(FilterParse.Parsed.class);
        return ((FilterParse.Parsed) Filter.parse(text)).filter();
    }
}
