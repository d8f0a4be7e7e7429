package carillon.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchIndexTest {

    private final MatchIndex<String> index = new MatchIndex<>();
    private long sequence;

    @Test
    void reportsTheSubscribersOfExactlyTheMatchingSpecs() {
        List.of("*.*.*", "machines.*.*", "machines.save.*", "machines.*.m1", "jobs.*.*", "machines.update,save.m1")
                .forEach(this::add);

        assertThat(match(event("machines", "save", "m1", "{}")))
                .containsExactlyInAnyOrder(
                        "*.*.*", "machines.*.*", "machines.save.*", "machines.*.m1", "machines.update,save.m1");
    }

    @Test
    void pseudoTypesAreFoundByTheMemberOfTheObject() {
        add("machine_jobs.*.m1");
        add("work_order_jobs.*.w1");
        add("machine_jobs.*.*");

        assertThat(match(event("jobs", "create", "j1", "{\"Machine\":\"m1\",\"WorkOrder\":\"\"}")))
                .containsExactlyInAnyOrder("machine_jobs.*.m1", "machine_jobs.*.*");
        assertThat(match(event("machines", "create", "m1", "{\"Machine\":\"m1\"}")))
                .isEmpty();
    }

    @Test
    void filtersDecideAmongTheSelected() {
        add("*.*.*.Stage=Eq(\"a\")");
        add("*.*.*.And(Stage=In(\"a\",\"b\"),Count=Eq(1))");
        add("*.*.*.Stage=Ne(\"a\")");

        assertThat(match(event("t", "a", "k", "{\"Stage\":\"a\",\"Count\":2}")))
                .containsExactly("*.*.*.Stage=Eq(\"a\")");
        assertThat(match(event("t", "a", "k", "{\"Stage\":\"b\",\"Count\":1.0}")))
                .containsExactlyInAnyOrder("*.*.*.And(Stage=In(\"a\",\"b\"),Count=Eq(1))", "*.*.*.Stage=Ne(\"a\")");
    }

    @Test
    void aFieldOfTooManyValuesIsCheckedInsteadOfExpanded() {
        var keys = IntStream.range(0, MatchIndex.MAX_PLACEMENTS + 1)
                .mapToObj(i -> "k" + i)
                .collect(Collectors.joining(","));
        add("t.*." + keys);

        assertThat(match(event("t", "a", "k7", "{}"))).hasSize(1);
        assertThat(match(event("t", "a", "k1025", "{}"))).isEmpty();
        assertThat(match(event("u", "a", "k7", "{}"))).isEmpty();
    }

    @Test
    void whatWasRemovedIsNotReportedAndRemovingTwiceDoesNothing() {
        var gone = add("t.*.*.Stage=Eq(1)");
        add("t.*.*.Stage=Eq(1.0)");

        index.remove(gone);
        index.remove(gone);

        assertThat(index.size()).isEqualTo(1);
        assertThat(match(event("t", "a", "k", "{\"Stage\":1}"))).containsExactly("t.*.*.Stage=Eq(1.0)");
    }

    @Test
    void startsAndEndsOfTextsNarrowDown() {
        var long64 = "x".repeat(64);
        add("*.*.*.Name=Re(\"^rack-7\")");
        add("*.*.*.Name=Re(\"^rack-.*-north$\")");
        add("*.*.*.Name=Re(\"^" + long64 + "y\")");
        add("*.*.*.Name=Re(\"^" + long64 + "z\")");
        var both = add("*.*.*.Or(Name=Re(\"^rack-7\"),Name=Re(\"^r\"))");

        assertThat(match(event("t", "a", "k", "{\"Name\":\"rack-71-north\"}")))
                .contains("*.*.*.Name=Re(\"^rack-7\")", "*.*.*.Name=Re(\"^rack-.*-north$\")")
                .hasSizeGreaterThan(2);
        assertThat(match(event("t", "a", "k", "{\"Name\":\"" + long64 + "y!\"}")))
                .containsExactly("*.*.*.Name=Re(\"^" + long64 + "y\")");

        index.remove(both);
        assertThat(match(event("t", "a", "k", "{\"Name\":\"rack-8\"}"))).isEmpty();
        assertThat(match(event("t", "a", "k", "{\"Name\":7}"))).isEmpty();
    }

    /** While another subscription stands: it must not be the emptying of everything that frees. */
    @Test
    void nothingIsLeftOfLongTextsThatWereRemoved() {
        add("*.*.*");
        long before = used();
        var long50k = "x".repeat(50_000);
        var handles = new ArrayList<MatchIndex.Handle>();
        for (int i = 0; i < 500; i++) {
            handles.add(add(i + long50k + "." + i + long50k + ".*"));
            handles.add(add("t.*.*." + i + long50k + "=Eq(1)"));
        }
        assertThat(used() - before).isGreaterThan(50L << 20);
        handles.forEach(index::remove);
        handles.clear();
        assertThat(used() - before).isLessThan(1L << 20);
    }

    /** As tables of many short ones would, if they stayed as long as they ever were. */
    @Test
    void nothingIsLeftOfACrowdThatWasRemoved() {
        add("*.*.*");
        long before = used();
        var handles = new ArrayList<MatchIndex.Handle>();
        for (int i = 0; i < 100_000; i++) {
            handles.add(add("t.*." + i));
            handles.add(add("t.*.*.Name=Eq(\"" + i + "\")"));
        }
        handles.forEach(index::remove);
        handles.clear();
        handles.trimToSize();
        assertThat(used() - before).isLessThan(100_000);
        assertThat(index.size()).isEqualTo(1);
        assertThat(match(event("t", "a", "7", "{\"Name\":\"7\"}"))).containsExactly("*.*.*");
    }

    private static long used() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private MatchIndex.Handle add(String text) {
        var spec = ((SpecParse.Parsed) Spec.parse(text)).spec();
        return index.add(spec, text);
    }

    private List<String> match(Event event) {
        var found = new ArrayList<String>();
        index.match(++sequence, EventView.of(event), found::add);
        return found;
    }

    private static Event event(String type, String action, String key, String object) {
        return Event.about(type, action, key).object(Json.parse(object)).build();
    }
}
