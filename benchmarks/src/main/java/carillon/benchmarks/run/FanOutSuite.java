package carillon.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** 300-byte events to many subscribers. */
final class FanOutSuite implements Suite {

    private static final int PORT = 19_512;

    /** In the closed loop each has an event under way; at a fixed rate hardly any waits for an answer then. */
    private static final int PUBLISHERS = 8;

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("deliveries/s", "deliveriesPerSecond", 0),
            new Table.Figure("p50 ms", "p50", 2),
            new Table.Figure("p99 ms", "p99", 2),
            new Table.Figure("p99.9 ms", "p999", 2),
            new Table.Figure("CPU µs/delivery", "cpuMicros", 2),
            new Table.Figure("cores", "serverCores", 2),
            new Table.Figure("resident KB/idle connection", "residentKb", 1));

    /**
     * What the client does.
     *
     * @param rate events a second; 0 is the closed loop
     * @param inFlight events under way at most
     * @param connections on which the closed loop is pipelined; 0 if each event under way has a connection of its own
     */
    record Load(int subscribers, int rate, int inFlight, int connections) {

        Load(int subscribers, int rate) {
            this(subscribers, rate, PUBLISHERS, 0);
        }

        @Override
        public String toString() {
            var pace = rate > 0
                    ? rate + " events a second"
                    : connections == 0 ? "closed loop" : "closed loop, pipelined, " + inFlight + " under way";
            return subscribers + " subscribers, " + pace;
        }
    }

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public String title() {
        return "Fan-out of 300-byte events";
    }

    @Override
    public List<String> versions() throws InterruptedException {
        var lines = new ArrayList<String>();
        for (var program : Program.values()) {
            lines.add(program.version());
        }
        return lines;
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var loads = bench.quick()
                ? List.of(new Load(1_000, 0))
                : List.of(new Load(1_000, 0), new Load(1_000, 50), new Load(10_000, 0), new Load(10_000, 5));
        var tables = new ArrayList<Table>();
        for (var load : loads) {
            tables.add(compare(bench, List.of(Peer.values()), load));
        }
        return tables;
    }

    /** The same load for each of them, on a server of its own. */
    static Table compare(Bench bench, List<Peer> peers, Load load) throws InterruptedException {
        var contestants = peers.stream()
                .map(peer -> new Contestant(peer.title(), () -> measure(bench, peer, load)))
                .toList();
        return new Table(load.toString(), "server", FIGURES, Suite.rounds(bench, load.toString(), contestants));
    }

    private static JsonNode measure(Bench bench, Peer peer, Load load) throws IOException, InterruptedException {
        var directory = bench.fresh(peer.protocol());
        try (var server = Server.start(peer.program().command(bench, directory, PORT), directory, PORT)) {
            return load(bench, peer, load, server);
        }
    }

    /** On a server that runs. */
    static JsonNode load(Bench bench, Peer peer, Load load, Server server) throws IOException, InterruptedException {
        return bench.load(
                "FanOutLoad",
                peer.protocol(),
                "127.0.0.1",
                server.port(),
                load.subscribers(),
                bench.quick() ? 2 : 8,
                load.inFlight(),
                load.rate(),
                peer.program().token(server.port()),
                server.pids(),
                load.connections());
    }
}
