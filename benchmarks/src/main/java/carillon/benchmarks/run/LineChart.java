package carillon.benchmarks.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines from left to right as an SVG picture that reads on light and dark pages: one below the other, each from zero up. */
final class LineChart {

    record Line(String label, int decimals, List<Double> values) {

        private double most() {
            return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        }
    }

    private static final int WIDTH = 720;
    private static final int LEFT = 180;
    private static final int RIGHT = 110;
    private static final int TOP = 40;
    private static final int PANEL = 80;
    private static final int HEIGHT = 56;

    private LineChart() {}

    /** The steps are what the values belong to, in order; their first and last are written below. */
    static String draw(String title, String subject, List<String> steps, List<Line> lines) {
        int bottom = TOP + PANEL * lines.size();
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n",
                WIDTH,
                bottom + 30));
        svg.append("<style>text{fill:#333}polyline{fill:none;stroke:#4477aa;stroke-width:2}line{stroke:#999}"
                + "@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>\n");
        svg.append("<text x=\"0\" y=\"18\" font-weight=\"bold\">")
                .append(BarChart.escape(title))
                .append("</text>\n");
        for (int i = 0; i < lines.size(); i++) {
            panel(svg, lines.get(i), TOP + i * PANEL);
        }
        text(svg, LEFT, bottom + 10, "start", subject + " " + steps.getFirst());
        text(svg, WIDTH - RIGHT, bottom + 10, "end", steps.getLast());
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, Line line, int top) {
        int base = top + HEIGHT;
        double most = Math.max(line.most(), Double.MIN_NORMAL);
        svg.append(String.format(
                Locale.ROOT, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", LEFT, base, WIDTH - RIGHT, base));
        text(svg, LEFT - 8, base - HEIGHT / 2, "end", line.label());
        var values = line.values();
        double step = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, values.size() - 1);
        var points = IntStream.range(0, values.size())
                .mapToObj(i ->
                        String.format(Locale.ROOT, "%.1f,%.1f", LEFT + i * step, base - values.get(i) / most * HEIGHT))
                .collect(Collectors.joining(" "));
        svg.append("<polyline points=\"").append(points).append("\"/>\n");
        text(svg, WIDTH - RIGHT + 6, top + 6, "start", "most " + number(line, line.most()));
        text(svg, WIDTH - RIGHT + 6, base - HEIGHT / 2 + 6, "start", "last " + number(line, values.getLast()));
    }

    private static String number(Line line, double value) {
        return String.format(Locale.ROOT, "%,." + line.decimals() + "f", value);
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
                .formatted(x, y, anchor, BarChart.escape(text)));
    }
}
