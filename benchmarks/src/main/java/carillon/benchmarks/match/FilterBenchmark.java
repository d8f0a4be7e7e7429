package carillon.benchmarks.match;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import java.util.concurrent.TimeUnit;
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

/** One evaluation of one filter on an event whose JSON is parsed already. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FilterBenchmark {

    @Param({
        "Stage=Eq(\"burn-in\")",
        "Params.net/vlan=In(10,20,30,40,50,60)",
        "Runnable=Changed(false,true)",
        "And(Type=Eq(\"machines\"),Runnable=Changed(false,true),Stage=Eq(\"burn-in\"))",
        "Name=Re(\"rack\")",
        "Name=Re(\"^rack-[0-9]+$\")",
        "Description=Re(\"^zone-[0-9]+$\")",
        "Name=Re(\"[a-z]+-[0-9]+$\")"
    })
    public String text = "";

    private Filter filter = BenchEvents.filter("Type=Exists()");
    private final EventView view = EventView.of(BenchEvents.machine(7));

    @Setup
    public void prepare() {
        filter = BenchEvents.filter(text);
        filter.matches(view);
    }

    @Benchmark
    public boolean evaluate() {
        return filter.matches(view);
    }
}
