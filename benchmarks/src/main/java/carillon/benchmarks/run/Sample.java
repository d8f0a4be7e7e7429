package carillon.benchmarks.run;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The figures of one server under one load, from all rounds. */
record Sample(String title, String load, List<JsonNode> rounds) {

    /** The median of one figure. */
    double median(String figure) {
        var sorted = values(figure);
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    /** Lowest and highest, if there was more than one round. */
    String range(String figure) {
        var sorted = values(figure);
        return sorted.size() < 2 ? "–" : String.format(Locale.ROOT, "%,.0f–%,.0f", sorted.getFirst(), sorted.getLast());
    }

    private List<Double> values(String figure) {
        return rounds.stream()
                .filter(round -> round.has(figure))
                .map(round -> round.get(figure).doubleValue())
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
