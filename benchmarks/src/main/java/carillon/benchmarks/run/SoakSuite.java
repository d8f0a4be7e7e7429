package carillon.benchmarks.run;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Half of what the server can do, for a long time, while clients come and go. */
final class SoakSuite implements Suite {

    private static final int PORT = 19_572;
    private static final FanOutSuite.Load MOST = new FanOutSuite.Load(1_000, 0);

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("resident MB", "residentMb", 0),
            new Table.Figure("cores", "serverCores", 2),
            new Table.Figure("p50 ms", "p50", 2),
            new Table.Figure("p99 ms", "p99", 2),
            new Table.Figure("p99.9 ms", "p999", 2),
            new Table.Figure("deliveries/s", "deliveriesPerSecond", 0),
            new Table.Figure("came and went", "cameAndWent", 0),
            new Table.Figure("missing", "missing", 0));

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String title() {
        return "Soak";
    }

    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        try {
            return List.of(soak(bench, bench.quick() ? 2 : 20));
        } catch (IOException | RuntimeException failed) {
            bench.leaveOut(name(), failed);
            return List.of();
        }
    }

    private static Table soak(Bench bench, int minutes) throws IOException, InterruptedException {
        var directory = bench.fresh("soak");
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            double most = FanOutSuite.load(bench, Peer.CARILLON, MOST, server)
                    .get("deliveriesPerSecond")
                    .doubleValue();
            long rate = Math.round(most / MOST.subscribers() / 2);
            var lines = bench.lines(
                    // A minute more: it connects first, and waits for the last clients in the end.
                    60L * (minutes + 1),
                    "SoakLoad",
                    "127.0.0.1",
                    PORT,
                    rate,
                    minutes,
                    Program.CARILLON.token(PORT),
                    server.pids(),
                    MOST.subscribers());
            var title = "%,d subscribers at half of the closed loop's rate, 200 more that come and go"
                    .formatted(MOST.subscribers());
            return new Table(
                    title, "minute", FIGURES, lines.stream().map(SoakSuite::row).toList(), Table.Drawn.LINES);
        }
    }

    private static Sample row(JsonNode minute) {
        return new Sample(minute.get("minute").asString(), List.of(minute));
    }
}
