package carillon.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/** Fan-out to a client that keeps so many events under way on eight connections and makes no bursts. */
final class PipelinedSuite implements Suite {

    private static final int SUBSCRIBERS = 1_000;
    private static final int CONNECTIONS = 8;

    @Override
    public String name() {
        return "pipelined";
    }

    @Override
    public String title() {
        return "Fan-out of 300-byte events, pipelined publishers";
    }

    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var peers = List.of(Peer.BARE, Peer.PUMPED, Peer.CARILLON, Peer.NATS);
        var tables = new ArrayList<Table>();
        for (int inFlight : List.of(1, 8, 64)) {
            tables.add(FanOutSuite.compare(bench, peers, new FanOutSuite.Load(SUBSCRIBERS, 0, inFlight, CONNECTIONS)));
        }
        return tables;
    }
}
