package carillon.benchmarks.run;

import java.util.List;

/** The same events to as many subscribers of each of Carillon's own dialects. */
final class DialectSuite implements Suite {

    @Override
    public String name() {
        return "dialects";
    }

    @Override
    public String title() {
        return "Fan-out in Carillon's dialects";
    }

    /** There the fan-out has them. */
    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var dialects = List.of(Peer.CARILLON, Peer.CARILLON_SSE, Peer.CARILLON_SOCKETIO);
        return List.of(FanOutSuite.compare(bench, dialects, new FanOutSuite.Load(5_000, 0)));
    }
}
