package carillon.testkit.filter;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.property.Property;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against the plain evaluation of every spec, while subscriptions come and go. */
class MatchIndexPropertyTest {

    private record Entry(int id, Spec spec, MatchIndex.Handle handle) {}

    private final MatchIndex<Integer> index = new MatchIndex<>();
    private final List<Entry> entries = new ArrayList<>();
    private int lastId;
    private long sequence;

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void findsWhatPlainEvaluationFinds(long seed) {
        var random = Property.random(seed);
        var generator = new FilterGenerator(random);
        for (int step = 0; step < 1_500; step++) {
            change(random, generator, step < 1_000 ? 60 : 30);
            compare(generator);
        }
        entries.forEach(entry -> index.remove(entry.handle()));
        assertThat(index.size()).isZero();
    }

    private void change(RandomGenerator random, FilterGenerator generator, int addPercent) {
        if (entries.isEmpty() || random.nextInt(100) < addPercent) {
            var spec = ((SpecParse.Parsed) Spec.parse(generator.spec())).spec();
            int id = ++lastId;
            entries.add(new Entry(id, spec, index.add(spec, id)));
        } else {
            int at = random.nextInt(entries.size());
            index.remove(entries.get(at).handle());
            entries.set(at, entries.getLast());
            entries.removeLast();
        }
    }

    private void compare(FilterGenerator generator) {
        var event = FilterCases.event(generator.event());
        Set<Integer> found = new HashSet<>();
        index.match(++sequence, EventView.of(event), found::add);

        Set<Integer> expected = new HashSet<>();
        var view = EventView.of(event);
        entries.stream().filter(entry -> entry.spec().matches(view)).forEach(entry -> expected.add(entry.id()));
        assertThat(found).as("%s", event).isEqualTo(expected);
    }
}
