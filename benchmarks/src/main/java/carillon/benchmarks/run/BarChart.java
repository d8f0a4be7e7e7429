package carillon.benchmarks.run;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as an SVG picture that reads on light and dark pages. */
final class BarChart {

    record Bar(String label, double value) {}

    private static final int LABELS = 260;
    private static final int WIDTH = 720;
    private static final int ROW = 26;

    private BarChart() {}

    static String draw(String title, int decimals, List<Bar> bars) {
        double most = bars.stream()
                .mapToDouble(Bar::value)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        var svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(ROW * bars.size() + 40)
                .append("\" font-family=\"sans-serif\" font-size=\"13\">\n")
                .append(
                        "<style>text{fill:#333}rect{fill:#4477aa}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>\n");
        svg.append("<text x=\"0\" y=\"18\" font-weight=\"bold\">")
                .append(escape(title))
                .append("</text>\n");
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), 32 + i * ROW, most, decimals);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Bar bar, int y, double most, int decimals) {
        double width = Math.max(1, bar.value() / most * (WIDTH - LABELS - 90));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%,." + decimals + "f</text>%n",
                LABELS - 8,
                y + 14,
                escape(bar.label()),
                LABELS,
                y,
                width,
                LABELS + width + 6,
                y + 14,
                bar.value()));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
