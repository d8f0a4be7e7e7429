package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes {@code docs/performance/}: one page of tables and a plot for each load. */
final class Report {

    private static final String FAN_OUT_HEAD = """
            | server | deliveries/s | range | p50 ms | p99 ms | p99.9 ms | CPU µs/delivery | cores | resident KB/idle connection |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|
            """;
    private static final String INGEST_HEAD = """
            | store | events/s | range | p50 ms | p99 ms | p99.9 ms | average ms | CPU µs/event |
            |---|---:|---:|---:|---:|---:|---:|---:|
            """;

    private final Path directory;
    private final String stamp;
    private final boolean quick;
    private final List<String> missing;

    Report(Path directory, String stamp, boolean quick, List<String> missing) {
        this.directory = directory;
        this.stamp = stamp;
        this.quick = quick;
        this.missing = missing;
    }

    void write(List<Sample> fanOut, List<Sample> ingest) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var page = new StringBuilder("# Measured against peers\n\n");
        page.append("By `./bench")
                .append(quick ? " --quick" : "")
                .append("`, ")
                .append(stamp)
                .append(".\n\n");
        page.append("Machine: ")
                .append(Machine.describe())
                .append(". Load client and server share it; load average at the end ")
                .append(Machine.load())
                .append(".\n\n");
        versions(page);
        if (!fanOut.isEmpty()) {
            page.append("## Fan-out of 300-byte events over WebSocket\n\n");
            fanOutTables(page, fanOut);
        }
        if (!ingest.isEmpty()) {
            page.append("## Durable ingest of 400-byte events\n\n");
            ingestTables(page, ingest);
        }
        missing.stream()
                .distinct()
                .forEach(what -> page.append("- Left out: ").append(what).append('\n'));
        Files.writeString(directory.resolve(quick ? "quick.md" : "comparison.md"), page.toString());
        System.out.println(page);
    }

    private static void versions(StringBuilder page) throws InterruptedException {
        for (var peer : Peer.values()) {
            page.append("- ")
                    .append(peer.title())
                    .append(": ")
                    .append(peer.version())
                    .append('\n');
        }
        page.append("- ").append(Commands.output("redis-server", "--version")).append('\n');
        page.append("- ").append(Commands.output("psql", "--version")).append("\n\n");
    }

    private void fanOutTables(StringBuilder page, List<Sample> samples) throws IOException {
        for (var load : loads(samples)) {
            page.append("### ").append(load).append("\n\n");
            page.append(FAN_OUT_HEAD);
            var these = of(samples, load);
            for (var sample : these) {
                row(
                        page,
                        sample,
                        "deliveriesPerSecond",
                        "p50",
                        "p99",
                        "p999",
                        "cpuMicros",
                        "serverCores",
                        "residentKb");
            }
            plot(page, "fan-out, " + load + ": deliveries/s", these, "deliveriesPerSecond");
        }
    }

    private void ingestTables(StringBuilder page, List<Sample> samples) throws IOException {
        for (var load : loads(samples)) {
            page.append("### ").append(load).append("\n\n");
            page.append(INGEST_HEAD);
            var these = of(samples, load);
            for (var sample : these) {
                row(page, sample, "perSecond", "p50", "p99", "p999", "average", "cpuMicros");
            }
            plot(page, "durable ingest, " + load + ": events/s", these, "perSecond");
        }
    }

    private static void row(StringBuilder page, Sample sample, String rate, String... figures) {
        page.append("| ").append(sample.title()).append(" | ");
        page.append(String.format(Locale.ROOT, "%,.0f", sample.median(rate)))
                .append(" | ")
                .append(sample.range(rate));
        for (var figure : figures) {
            double value = sample.median(figure);
            page.append(" | ").append(Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value));
        }
        page.append(" |\n");
    }

    private void plot(StringBuilder page, String title, List<Sample> samples, String figure) throws IOException {
        var name = (quick ? "quick-" : "") + title.replaceAll("[^a-z0-9]+", "-") + ".svg";
        var bars = samples.stream()
                .map(sample -> new BarChart.Bar(sample.title(), sample.median(figure)))
                .toList();
        Files.writeString(directory.resolve(name), BarChart.draw(title, bars));
        page.append("\n![").append(title).append("](").append(name).append(")\n\n");
    }

    private static Set<String> loads(List<Sample> samples) {
        var loads = new LinkedHashSet<String>();
        samples.forEach(sample -> loads.add(sample.load()));
        return loads;
    }

    private static List<Sample> of(List<Sample> samples, String load) {
        return samples.stream().filter(sample -> sample.load().equals(load)).toList();
    }
}
