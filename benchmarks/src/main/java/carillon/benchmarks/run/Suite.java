package carillon.benchmarks.run;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One kind of work, the same for everybody who does it. */
interface Suite {

    /** How it is chosen on the command line, and the name of its page. */
    String name();

    String title();

    List<Table> run(Bench bench) throws InterruptedException;

    /** Whether {@code --quick} has it without being asked for it. */
    default boolean quick() {
        return true;
    }

    /** Of the programs compared, a line each. */
    default List<String> versions() throws InterruptedException {
        return List.of();
    }

    static List<Suite> all() {
        return List.of(
                new FanOutSuite(),
                new PipelinedSuite(),
                new DialectSuite(),
                new IngestSuite(),
                new MatchSuite(),
                new ReplaySuite(),
                new StartSuite(),
                new IdleSuite(),
                new SoakSuite());
    }

    /** Somebody who takes part in a load. */
    record Contestant(String title, Measurement measurement) {}

    interface Measurement {
        JsonNode measure() throws IOException, InterruptedException;
    }

    /** Each in turn, round after round: whatever disturbs the machine for a while disturbs all of them alike. */
    static List<Sample> rounds(Bench bench, String load, List<Contestant> contestants) throws InterruptedException {
        var samples = contestants.stream().map(one -> new Sample(one.title())).toList();
        for (int round = 0; round < bench.rounds(); round++) {
            for (int i = 0; i < samples.size(); i++) {
                var one = contestants.get(i);
                try {
                    var figures = one.measurement().measure();
                    samples.get(i).rounds().add(figures);
                    System.err.println(one.title() + ", " + load + ": " + figures);
                } catch (IOException | RuntimeException failed) {
                    bench.leaveOut(one.title() + ", " + load, failed);
                }
            }
        }
        return samples.stream().filter(sample -> !sample.rounds().isEmpty()).toList();
    }
}
