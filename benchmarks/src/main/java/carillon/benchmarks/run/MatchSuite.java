package carillon.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What an event costs against many subscriptions, beside AWS event-ruler where it knows such a rule. */
final class MatchSuite implements Suite {

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("Carillon ns/event", "carillonNanos", 0),
            new Table.Figure("event-ruler ns/event", "rulerNanos", 0));

    private static final List<String> SHAPES =
            List.of("exact", "one-of", "two-fields", "number", "prefix", "suffix", "wildcard", "regex", "changed");

    private static final List<String> QUICK_SHAPES = List.of("exact", "prefix", "changed");

    @Override
    public String name() {
        return "match";
    }

    @Override
    public String title() {
        return "Matching, an event's JSON parsed within the time";
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var tables = new ArrayList<Table>();
        for (var shape : bench.quick() ? QUICK_SHAPES : SHAPES) {
            tables.add(table(bench, shape, bench.quick() ? 1_000 : 1_000_000));
        }
        return tables;
    }

    private static Table table(Bench bench, String shape, int most) throws InterruptedException {
        var contestants = IntStream.of(10, 1_000, 100_000, 1_000_000)
                .filter(count -> count <= most && (!bench.quick() || count == most))
                .mapToObj(count -> new Contestant(
                        String.format("%,d", count),
                        () -> bench.run(List.of("-Xmx6g"), "carillon.benchmarks.match.RulerComparison", count, shape)))
                .toList();
        return new Table(shape, "subscriptions", FIGURES, Suite.rounds(bench, shape, contestants));
    }
}
