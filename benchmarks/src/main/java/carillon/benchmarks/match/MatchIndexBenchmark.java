package carillon.benchmarks.match;

import carillon.core.subscription.MatchIndex;
import carillon.sdk.event.Event;
import carillon.sdk.filter.EventView;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One event against many subscriptions of which exactly one wants it: what an event costs must not follow how many there
 * are. The events' JSON is parsed already; 1 024 different ones take turns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx3g", "-XX:+UseCompactObjectHeaders"})
public class MatchIndexBenchmark {

    private static final int EVENTS = 1_024;

    @Param({"10", "1000", "100000", "1000000"})
    public int subscriptions;

    /** How the subscriptions tell themselves apart. */
    @Param({"key", "equality", "prefix", "keyAndChanged"})
    public String shape = "";

    private MatchIndex<Integer> index = new MatchIndex<>();
    private Event[] events = {};
    private long sequence;
    private int found;
    private Consumer<Integer> sink = this::count;

    @Setup
    public void subscribe() {
        index = new MatchIndex<>();
        for (int i = 0; i < subscriptions; i++) {
            index.add(BenchEvents.spec(spec(i)), 1);
        }
        int step = Math.max(1, subscriptions / EVENTS);
        events = IntStream.range(0, EVENTS)
                .mapToObj(i -> BenchEvents.machine(i * step % subscriptions))
                .toArray(Event[]::new);
        for (var event : events) {
            found = 0;
            index.match(++sequence, EventView.of(event), sink);
            if (found != 1) {
                throw new IllegalStateException(found + " subscriptions instead of 1 matched " + event);
            }
        }
    }

    private void count(int one) {
        found += one;
    }

    private String spec(int number) {
        return switch (shape) {
            case "key" -> "machines.*.m" + number;
            case "equality" ->
                "machines.update.*.And(Type=Eq(\"machines\"),Params.owner=Eq(\"" + BenchEvents.owner(number) + "\"))";
            case "prefix" -> "machines.update.*.Params.owner=Re(\"^" + BenchEvents.owner(number) + "\")";
            case "keyAndChanged" -> "machines.*.m" + number + ".Runnable=Changed(false,true)";
            default -> throw new IllegalArgumentException(shape);
        };
    }

    @Benchmark
    public int match() {
        var event = events[(int) (sequence & (EVENTS - 1))];
        index.match(++sequence, EventView.of(event), sink);
        return found;
    }
}
