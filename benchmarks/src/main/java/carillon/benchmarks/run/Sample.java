package carillon.benchmarks.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The figures of one server under one load, from all rounds. */
record Sample(String title, List<JsonNode> rounds) {

    Sample(String title) {
        this(title, new ArrayList<>());
    }

    /** The median of one figure; not a number if nobody gave it. */
    double median(String figure) {
        var sorted = values(figure);
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    boolean repeated() {
        return rounds.size() > 1;
    }

    /** Lowest and highest, if there was more than one round. */
    String range(String figure, int decimals) {
        var sorted = values(figure);
        var number = "%,." + decimals + "f";
        return sorted.size() < 2
                ? "–"
                : String.format(Locale.ROOT, number + "–" + number, sorted.getFirst(), sorted.getLast());
    }

    private List<Double> values(String figure) {
        return rounds.stream()
                .filter(round -> round.has(figure))
                .map(round -> round.get(figure).doubleValue())
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
