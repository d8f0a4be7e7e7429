package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes {@code docs/performance/}: a page for each suite with its tables, and a plot for each table. */
final class Report {

    private final Path directory;
    private final String stamp;
    private final boolean quick;

    Report(Path directory, String stamp, boolean quick) {
        this.directory = directory;
        this.stamp = stamp;
        this.quick = quick;
    }

    /** One suite, as soon as it has ended: what comes after it may take long or fail. */
    void write(Suite suite, List<Table> tables, List<String> missing) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var name = (quick ? "quick-" : "") + suite.name();
        var page = new StringBuilder("# ").append(suite.title()).append("\n\nBy `./bench ");
        page.append(quick ? "--quick " : "")
                .append("only=")
                .append(suite.name())
                .append("`, ")
                .append(stamp);
        page.append(". Machine: ")
                .append(Machine.describe())
                .append(". Load client and server share it; load average at the end ")
                .append(Machine.load())
                .append(".\n\n");
        suite.versions().forEach(version -> page.append("- ").append(version).append('\n'));
        page.append('\n');
        for (var table : tables) {
            write(page, table, name);
        }
        missing.stream()
                .distinct()
                .forEach(what -> page.append("- Left out: ").append(what).append('\n'));
        Files.writeString(directory.resolve(name + ".md"), page.toString());
        System.out.println(page);
    }

    private void write(StringBuilder page, Table table, String prefix) throws IOException {
        var figures = table.figures();
        var first = figures.getFirst();
        boolean ranges = table.samples().stream().anyMatch(Sample::repeated);
        page.append("## ").append(table.title()).append("\n\n| ").append(table.subject());
        page.append(" | ").append(first.head()).append(ranges ? " | range" : "");
        figures.stream().skip(1).forEach(figure -> page.append(" | ").append(figure.head()));
        page.append(" |\n|---|")
                .append("---:|".repeat(figures.size() + (ranges ? 1 : 0)))
                .append('\n');
        for (var sample : table.samples()) {
            page.append("| ").append(sample.title()).append(" | ").append(number(sample, first));
            page.append(ranges ? " | " + sample.range(first.name(), first.decimals()) : "");
            figures.stream().skip(1).forEach(figure -> page.append(" | ").append(number(sample, figure)));
            page.append(" |\n");
        }
        var file = (prefix + "-" + table.title()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
        Files.writeString(directory.resolve(file), picture(table));
        page.append("\n![").append(table.title()).append("](").append(file).append(")\n\n");
    }

    private static String picture(Table table) {
        var samples = table.samples();
        return switch (table.drawn()) {
            case BARS -> {
                var first = table.figures().getFirst();
                var bars = samples.stream()
                        .map(sample -> new BarChart.Bar(sample.title(), sample.median(first.name())))
                        .toList();
                yield BarChart.draw(table.title() + ": " + first.head(), first.decimals(), bars);
            }
            case LINES -> {
                var lines = table.figures().stream()
                        .map(figure -> new LineChart.Line(
                                figure.head(),
                                figure.decimals(),
                                samples.stream()
                                        .map(sample -> sample.median(figure.name()))
                                        .toList()))
                        .toList();
                yield LineChart.draw(
                        table.title(),
                        table.subject(),
                        samples.stream().map(Sample::title).toList(),
                        lines);
            }
        };
    }

    private static String number(Sample sample, Table.Figure figure) {
        double value = sample.median(figure.name());
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + figure.decimals() + "f", value);
    }
}
