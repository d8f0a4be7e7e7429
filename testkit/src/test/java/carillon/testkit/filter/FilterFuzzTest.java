package carillon.testkit.filter;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterParse;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.property.Property;
import carillon.testkit.property.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile text: both parsers answer, and what they accept evaluates. */
class FilterFuzzTest {

    private static final List<String> PIECES = List.of(
            ("And(§Or(§Not(§)§(§,§=§.§/§~§~1§~0§ §\n§\\§\"§[§]§{§}§Eq(§Ne(§In(§Nin(§Re(\"§Exists()§Changed(§null§1e400§-0.0"
                            + "§01§\\u00§\\1§*§machine_jobs§(?i)§{999}§(?=§\0§\u0085§\ud800§é§💥§a§Object§x=Eq(1)")
                    .split("§"));

    private static final List<String> WORDS =
            List.of("And(", "Or(", "Not(", "Exists(", "Eq(", "Ne(", "Re(", "In(", "Nin(", "Changed(", "=", "/", "~");
    private static final List<String> KINDS = Stream.concat(
                    WORDS.stream().map(word -> "filter with " + word),
                    Stream.of("no spec", "spec", "spec with a filter"))
            .toList();

    private final Tally<String> tally = new Tally<>();

    // Seeds that once found something stay: 1, 2 and 3 found numbers whose exponent is beyond an int.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void parsersSurviveForAWhile(long seed) {
        texts().check(seed, 15_000, survives());
        assertThat(tally.kinds()).containsAll(KINDS);
    }

    @Tag("full")
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @ValueSource(longs = {101, 102})
    void parsersSurviveForLong(long seed) {
        texts().checkFor(Duration.ofMinutes(5), seed, tally.timing(survives()));
        tally.report("filters and specs, seed " + seed);
        assertThat(tally.kinds()).containsAll(KINDS);
    }

    private static Property<String> texts() {
        return new Property<>(FilterFuzzTest::text, FilterFuzzTest::smaller);
    }

    /** A valid filter or spec, or nothing, with some pieces put in, cut out or doubled. */
    private static String text(RandomGenerator random) {
        var generator = new FilterGenerator(random);
        var start = switch (random.nextInt(3)) {
            case 0 -> generator.term(3).text();
            case 1 -> generator.spec();
            default -> "";
        };
        var text = new StringBuilder(start);
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                default -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    private static Stream<String> smaller(String text) {
        return IntStream.range(0, text.length()).mapToObj(i -> text.substring(0, i) + text.substring(i + 1));
    }

    private Predicate<String> survives() {
        var generator = new FilterGenerator(Property.random(7));
        var views = Stream.generate(() -> EventView.of(FilterCases.event(generator.event())))
                .limit(8)
                .toList();
        return text -> filterSurvives(text, views) && specSurvives(text, views);
    }

    private boolean filterSurvives(String text, List<EventView> views) {
        return switch (Filter.parse(text)) {
            case FilterParse.Rejected(int position, var message) -> {
                tally.count("no filter: " + firstWords(message));
                yield position >= 0 && position <= text.length() && !message.isEmpty();
            }
            case FilterParse.Parsed(var filter) -> {
                WORDS.stream().filter(text::contains).forEach(word -> tally.count("filter with " + word));
                yield evaluates(filter, views);
            }
        };
    }

    /** What is wrong, without the names in it. */
    private static String firstWords(String message) {
        return Stream.of(message.split(" ", 5)).limit(4).collect(Collectors.joining(" "));
    }

    private static boolean evaluates(Filter filter, List<EventView> views) {
        for (var view : views) {
            if (filter.matches(view) != filter.explain(view).getFirst().result()) {
                return false;
            }
        }
        return filter.price() > 0 && Filter.parse(filter.text()).equals(new FilterParse.Parsed(filter));
    }

    private boolean specSurvives(String text, List<EventView> views) {
        switch (Spec.parse(text)) {
            case SpecParse.Rejected(int position, var message) -> {
                tally.count("no spec");
                return position >= 0 && position <= text.length() && !message.isEmpty();
            }
            case SpecParse.Parsed(var spec) -> {
                tally.count(spec.filter() == null ? "spec" : "spec with a filter");
                views.forEach(spec::matches);
                return spec.text().equals(text);
            }
        }
    }
}
