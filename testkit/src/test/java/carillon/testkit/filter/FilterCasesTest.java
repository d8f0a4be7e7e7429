package carillon.testkit.filter;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.subscription.MatchIndex;
import carillon.sdk.event.Event;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterOptions;
import carillon.sdk.filter.FilterParse;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs {@code cases.json}; each case carries the number of its checklist item in its name. */
class FilterCasesTest {

    private static final FilterCases CASES = FilterCases.load();

    @DisplayName("drp 50-70: results on events")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void filters(FilterCases.OnEvent one) {
        var filter = parse(one.filter(), new FilterOptions(one.changedRequiresBoth()));
        var view = EventView.of(one.event());

        assertThat(filter.matches(view)).isEqualTo(one.matches());
        assertThat(filter.explain(view).getFirst().result()).isEqualTo(one.matches());
        assertThat(parse("Not(" + one.filter() + ")", new FilterOptions(one.changedRequiresBoth()))
                        .matches(view))
                .isEqualTo(!one.matches());
    }

    static List<FilterCases.OnEvent> filters() {
        // A 65th Not would be one too many.
        return CASES.filters().stream()
                .filter(one -> !one.filter().startsWith("Not(Not(Not("))
                .toList();
    }

    @DisplayName("drp 65: nesting to the limit")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void nested(FilterCases.OnEvent one) {
        assertThat(parse(one.filter(), FilterOptions.DEFAULT).matches(EventView.of(one.event())))
                .isEqualTo(one.matches());
    }

    static List<FilterCases.OnEvent> nested() {
        return CASES.filters().stream()
                .filter(one -> one.filter().startsWith("Not(Not(Not("))
                .toList();
    }

    @DisplayName("drp 66: results on plain objects")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void objects(FilterCases.OnObject one) {
        assertThat(parse(one.filter(), FilterOptions.DEFAULT).matches(EventView.ofObject(one.object())))
                .isEqualTo(one.matches());
    }

    static List<FilterCases.OnObject> objects() {
        return CASES.objects();
    }

    @DisplayName("drp 52, 62, 65: refused filters")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void rejectedFilters(FilterCases.Rejected one) {
        assertThat(Filter.parse(one.text())).isInstanceOfSatisfying(FilterParse.Rejected.class, rejected -> {
            assertThat(rejected.position()).isBetween(0, one.text().length());
            assertThat(rejected.message()).isNotBlank();
            if (one.position() >= 0) {
                assertThat(rejected.position()).isEqualTo(one.position());
            }
        });
    }

    static List<FilterCases.Rejected> rejectedFilters() {
        return CASES.rejectedFilters();
    }

    @DisplayName("drp 37-48: specs, by the naive evaluator and by the index")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void specs(FilterCases.OnEvents one) {
        var spec = ((SpecParse.Parsed) Spec.parse(one.spec())).spec();
        assertThat(spec.text()).isEqualTo(one.spec());
        for (var event : one.matches()) {
            assertThat(spec.matches(EventView.of(event))).as("%s", event).isTrue();
            assertThat(found(spec, event)).as("index: %s", event).isNotEmpty();
        }
        for (var event : one.rejects()) {
            assertThat(spec.matches(EventView.of(event))).as("%s", event).isFalse();
            assertThat(found(spec, event)).as("index: %s", event).isEmpty();
        }
    }

    static List<FilterCases.OnEvents> specs() {
        return CASES.specs();
    }

    @DisplayName("drp 32, 42, 52: refused specs")
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void rejectedSpecs(FilterCases.Rejected one) {
        assertThat(Spec.parse(one.text())).isInstanceOfSatisfying(SpecParse.Rejected.class, rejected -> {
            assertThat(rejected.detail()).contains("character");
            if (one.position() >= 0) {
                assertThat(rejected.position()).isEqualTo(one.position());
            }
        });
    }

    static List<FilterCases.Rejected> rejectedSpecs() {
        return CASES.rejectedSpecs();
    }

    @ParameterizedTest
    @MethodSource
    void equal(FilterCases.Pair pair) {
        var first = parse(pair.first(), FilterOptions.DEFAULT);
        assertThat(first)
                .isEqualTo(parse(pair.second(), FilterOptions.DEFAULT))
                .hasSameHashCodeAs(parse(pair.second(), FilterOptions.DEFAULT));
    }

    static List<FilterCases.Pair> equal() {
        return CASES.equal();
    }

    @ParameterizedTest
    @MethodSource
    void different(FilterCases.Pair pair) {
        assertThat(parse(pair.first(), FilterOptions.DEFAULT))
                .isNotEqualTo(parse(pair.second(), FilterOptions.DEFAULT));
    }

    static List<FilterCases.Pair> different() {
        return CASES.different();
    }

    private static List<String> found(Spec spec, Event event) {
        var index = new MatchIndex<String>();
        index.add(spec, spec.text());
        var found = new ArrayList<String>();
        index.match(1, EventView.of(event), found::add);
        return found;
    }

    private static Filter parse(String text, FilterOptions options) {
        return switch (Filter.parse(text, options)) {
            case FilterParse.Parsed(var filter) -> filter;
            case FilterParse.Rejected rejected -> throw new AssertionError(text + ": " + rejected.detail());
        };
    }
}
