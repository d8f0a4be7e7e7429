package carillon.testkit.filter;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterOptions;
import carillon.sdk.filter.FilterParse;
import carillon.sdk.filter.JsonValues;
import carillon.testkit.property.Property;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FilterPropertyTest {

    private static final long SEED = 20_261_120;
    private static final int RUNS = 10_000;

    private record Example(ModelTerm term, JsonNode event, boolean changedRequiresBoth) {

        Stream<Example> smaller() {
            return term.smaller().map(simpler -> new Example(simpler, event, changedRequiresBoth));
        }

        boolean expected() {
            return term.matches(event, changedRequiresBoth);
        }

        Filter filter() {
            return parse(term.text(), changedRequiresBoth);
        }

        EventView view() {
            return EventView.of(FilterCases.event(event));
        }

        @Override
        public String toString() {
            return term.text() + "\non " + event + "\nwhich should give " + expected();
        }
    }

    private final Property<Example> property = new Property<>(
            random -> {
                var generator = new FilterGenerator(random);
                return new Example(generator.term(3), generator.event(), random.nextBoolean());
            },
            Example::smaller);

    @Test
    void compiledFiltersAgreeWithTheModel() {
        property.check(SEED, RUNS, example -> example.filter().matches(example.view()) == example.expected());
    }

    @Test
    void explanationsAgreeWithTheModelAndNameTheirTerms() {
        property.check(SEED + 1, RUNS / 10, example -> {
            var filter = example.filter();
            var terms = filter.explain(example.view());
            return terms.getFirst().result() == example.expected()
                    && terms.stream()
                            .allMatch(term -> filter.text()
                                            .substring(term.start(), term.end())
                                            .equals(term.term())
                                    && parse(term.term(), example.changedRequiresBoth())
                                                    .matches(example.view())
                                            == term.result());
        });
    }

    @Test
    void necessaryConditionsAreNecessary() {
        property.check(SEED + 2, RUNS, example -> {
            var view = example.view();
            return !example.expected()
                    || example.filter().necessaryConditions().stream().allMatch(condition -> {
                        var key = JsonValues.scalarKey(condition.path().find(view));
                        return key != null
                                && condition.values().stream().anyMatch(value -> switch (condition.part()) {
                                    case WHOLE -> value.equals(key);
                                    case START -> ((String) key).startsWith((String) value);
                                    case END -> ((String) key).endsWith((String) value);
                                });
                    });
        });
    }

    @Test
    void filtersThatAreEqualDecideEqually() {
        property.check(SEED + 3, RUNS / 10, example -> {
            var filter = example.filter();
            var wrapped = parse("And( Not ( Not(" + example.term().text() + ") ) )", example.changedRequiresBoth());
            return wrapped.equals(filter)
                    && wrapped.hashCode() == filter.hashCode()
                    && wrapped.matches(example.view()) == example.expected();
        });
    }

    @Test
    @DisplayName("drp 64: In and Nin agree with the corresponding Or and Not(Or) of Eq")
    void item64_inAgreesWithOrOfEq() {
        var random = Property.random(SEED + 4);
        var generator = new FilterGenerator(random);
        for (int run = 0; run < RUNS; run++) {
            if (generator.term(0) instanceof ModelTerm.In in) {
                var branches = in.values().stream()
                        .<ModelTerm>map(value -> new ModelTerm.In(in.path(), List.of(value), false))
                        .toList();
                var or = new ModelTerm.Or(branches).text().replace("=In(", "=Eq(");
                var view = EventView.of(FilterCases.event(generator.event()));
                assertThat(parse(in.negated() ? "Not(" + or + ")" : or, true).matches(view))
                        .as(in.text())
                        .isEqualTo(parse(in.text(), true).matches(view));
            }
        }
    }

    private static Filter parse(String text, boolean changedRequiresBoth) {
        return switch (Filter.parse(text, new FilterOptions(changedRequiresBoth))) {
            case FilterParse.Parsed(var filter) -> filter;
            case FilterParse.Rejected rejected -> throw new AssertionError(text + ": " + rejected.detail());
        };
    }
}
