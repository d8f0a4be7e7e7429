package carillon.sdk.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an Or needs of a value is worked out for few values; the index has no use for more. */
class NecessaryConditionTest {

    @Test
    void anOrOfManyValuesNarrowsNothing() {
        assertThat(conditions(9, 100))
                .singleElement()
                .satisfies(condition -> assertThat(condition.values()).hasSize(900));
        assertThat(conditions(11, 100)).isEmpty();
    }

    private static List<NecessaryCondition> conditions(int branches, int values) {
        var text = IntStream.range(0, branches)
                .mapToObj(branch -> IntStream.range(branch * values, (branch + 1) * values)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(",", "a=In(", ")")))
                .collect(Collectors.joining(",", "Or(", ")"));
        return ((FilterParse.Parsed) Filter.parse(text)).filter().necessaryConditions();
    }
}
