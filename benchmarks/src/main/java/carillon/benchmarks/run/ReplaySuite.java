package carillon.benchmarks.run;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Stored events to subscribers that catch up, while 1 000 live events a second go on. */
final class ReplaySuite implements Suite {

    private static final int PORT = 19_542;

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("events/s, all together", "replayedPerSecond", 0),
            new Table.Figure("seconds", "seconds", 2),
            new Table.Figure("live p50 ms before", "p50Before", 2),
            new Table.Figure("live p99 ms before", "p99Before", 2),
            new Table.Figure("live p50 ms meanwhile", "p50", 2),
            new Table.Figure("live p99 ms meanwhile", "p99", 2));

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String title() {
        return "Replay";
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        int events = bench.quick() ? 100_000 : 1_000_000;
        var contestants = (bench.quick() ? Stream.of(1) : Stream.of(1, 100))
                .map(count -> new Contestant(count + " catching up", () -> measure(bench, events, count)))
                .toList();
        var load = String.format("%,d stored events", events);
        return List.of(new Table(load, "subscribers", FIGURES, Suite.rounds(bench, load, contestants)));
    }

    private static JsonNode measure(Bench bench, int events, int subscribers) throws IOException, InterruptedException {
        var directory = bench.fresh("replay");
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            return bench.load(
                    "ReplayLoad", "127.0.0.1", PORT, events, subscribers, Program.CARILLON.token(PORT), server.pids());
        }
    }
}
