package carillon.core.thread;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All threads of one hub: makes them, knows how each is, and has one last resort for all. Any thread. */
public final class HubThreads {

    private static final Logger LOG = LoggerFactory.getLogger(HubThreads.class);

    private final LastResort lastResort;
    private final Set<Vitals> all = ConcurrentHashMap.newKeySet();

    public HubThreads() {
        this(LastResort.HALT);
    }

    public HubThreads(LastResort lastResort) {
        this.lastResort = lastResort;
    }

    public LastResort lastResort() {
        return lastResort;
    }

    /**
     * A thread that does a step again and again, still to be started.
     *
     * @param pause how long it waits after a step that failed
     */
    public HubThread thread(String name, Duration pause, HubThread.Step step) {
        return new HubThread(this, vitals(name), step, pause.toNanos());
    }

    /** One thread for tasks. */
    public HubTimer timer(String name) {
        return new HubTimer(this, name, 1, true);
    }

    /** One thread for tasks that wait for programs, files or others of this kind, and so are never taken for stuck. */
    public HubTimer patientTimer(String name) {
        return new HubTimer(this, name, 1, false);
    }

    /** Several threads that share tasks. */
    public HubTimer pool(String name, int size) {
        return new HubTimer(this, name, size, true);
    }

    /**
     * A virtual thread for each task, named by the prefix and a number. They are not part of {@link #health}: each ends with
     * its task.
     */
    public ExecutorService virtual(String prefix) {
        var named = Thread.ofVirtual().name(prefix, 0).factory();
        return Executors.newThreadPerTaskExecutor(task -> named.newThread(lastResort.guarded(task)));
    }

    /** For a thread that somebody else makes and runs: it has to tell how it is. */
    public Vitals vitals(String name) {
        var vitals = new Vitals(name);
        all.add(vitals);
        return vitals;
    }

    /** A thread has come to its proper end. */
    public void forget(Vitals vitals) {
        all.remove(vitals);
    }

    /**
     * A step of a thread threw something: judged, noted and logged, with the stack once for each kind of failure in a row.
     *
     * @return false if the process cannot go on
     */
    public boolean failed(Vitals vitals, Throwable thrown) {
        boolean survived = lastResort.judge(thrown);
        if (vitals.failed(thrown)) {
            LOG.error("{} could not finish a step, and goes on", vitals.name(), thrown);
        } else if (vitals.tellsAgain()) {
            LOG.error("{} still cannot finish a step: {}", vitals.name(), thrown.toString());
        }
        return survived;
    }

    /** How every thread is, by name. */
    public List<ThreadHealth> health() {
        return all.stream()
                .map(Vitals::health)
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }
}
