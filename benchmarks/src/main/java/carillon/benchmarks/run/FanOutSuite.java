package carillon.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 300-byte events to many WebSocket subscribers, server after server, round after round. */
final class FanOutSuite {

    private static final int PORT = 19_512;
    private static final List<Peer> PEERS = List.of(Peer.values());

    /** Subscribers, and events a second; 0 is the closed loop with eight under way. */
    private record Load(int subscribers, int rate) {

        @Override
        public String toString() {
            return subscribers + " subscribers, " + (rate == 0 ? "closed loop" : rate + " events/s");
        }
    }

    private final Bench bench;

    FanOutSuite(Bench bench) {
        this.bench = bench;
    }

    List<Sample> run() throws IOException, InterruptedException {
        var loads = bench.quick()
                ? List.of(new Load(1_000, 0))
                : List.of(new Load(1_000, 0), new Load(10_000, 0), new Load(1_000, 50));
        int rounds = bench.quick() ? 1 : 3;
        var samples = new ArrayList<Sample>();
        for (var load : loads) {
            for (var peer : PEERS) {
                samples.add(new Sample(peer.title(), load.toString(), new ArrayList<>()));
            }
            for (int round = 0; round < rounds; round++) {
                // Interleaved: whatever disturbs the machine for a while disturbs all of them alike.
                round(load, samples.subList(samples.size() - PEERS.size(), samples.size()));
            }
        }
        samples.removeIf(sample -> sample.rounds().isEmpty());
        return samples;
    }

    private void round(Load load, List<Sample> samples) throws InterruptedException {
        for (int i = 0; i < samples.size(); i++) {
            var peer = PEERS.get(i);
            try {
                var figures = measure(peer, load);
                samples.get(i).rounds().add(figures);
                System.out.println(peer.title() + ", " + load + ": " + figures);
            } catch (IOException | RuntimeException failed) {
                bench.leaveOut(peer.title() + ", " + load, failed);
            }
        }
    }

    private JsonNode measure(Peer peer, Load load) throws IOException, InterruptedException {
        var directory = bench.fresh(peer.protocol());
        try (var server = Server.start(peer.command(bench, directory, PORT), directory, PORT)) {
            var line = Commands.lastLine(
                    bench.java(
                            "carillon.benchmarks.load.FanOutLoad",
                            peer.protocol(),
                            "127.0.0.1",
                            Integer.toString(PORT),
                            Integer.toString(load.subscribers()),
                            bench.quick() ? "4" : "8",
                            load.rate() == 0 ? "8" : "1",
                            Integer.toString(load.rate()),
                            peer.token(PORT),
                            server.pids()),
                    bench.log(),
                    120);
            return new JsonMapper().readTree(line);
        }
    }
}
