package carillon.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Subscribers to whom nothing happens: what each costs in memory, and all of them in CPU. */
final class IdleSuite implements Suite {

    private static final int PORT = 19_562;

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("resident KB a connection", "residentKb", 2),
            new Table.Figure("resident MB in all", "residentMb", 0),
            new Table.Figure("CPU, cores", "cores", 3));

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "Idle WebSockets, each with one subscription";
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var contestants = new ArrayList<Contestant>();
        for (int count : bench.quick() ? List.of(5_000) : List.of(1_000, 2_000, 5_000, 10_000, 15_000)) {
            contestants.add(new Contestant(String.format("%,d", count), () -> measure(bench, count)));
        }
        return List.of(
                new Table("Digital Rebar socket", "connections", FIGURES, Suite.rounds(bench, "idle", contestants)));
    }

    private static JsonNode measure(Bench bench, int count) throws IOException, InterruptedException {
        var directory = bench.fresh("idle");
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            return bench.load(
                    "IdleLoad",
                    "127.0.0.1",
                    PORT,
                    count,
                    Program.CARILLON.token(PORT),
                    server.pids(),
                    bench.quick() ? 4 : 10);
        }
    }
}
