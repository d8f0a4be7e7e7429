package carillon.benchmarks.run;

import java.util.List;
import java.util.stream.Stream;

/** The same events to as many subscribers of each of Carillon's own dialects. */
final class DialectSuite implements Suite {

    private static final FanOutSuite.Load LOAD = new FanOutSuite.Load(5_000, 0);

    @Override
    public String name() {
        return "dialects";
    }

    @Override
    public String title() {
        return "Fan-out in Carillon's dialects";
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var dialects = Stream.of(Peer.CARILLON, Peer.CARILLON_SOCKETIO)
                .map(peer -> new Suite.Contestant(peer.title(), () -> FanOutSuite.measure(bench, peer, LOAD)))
                .toList();
        return List.of(
                new Table(LOAD.toString(), "dialect", FanOutSuite.FIGURES, Suite.rounds(bench, name(), dialects)));
    }
}
