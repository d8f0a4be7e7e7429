package carillon.server.source.systemstate;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.server.source.EventSink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the host looked at after a minute and then at every quarter of an hour, and publishes what was seen. */
public final class SystemStateTimer implements AutoCloseable {

    /** The event type. */
    public static final String TYPE = "system_state";

    /** The member of the metadata that says that a check brought no news. */
    public static final String QUIET = "quiet";

    private static final Logger LOG = LoggerFactory.getLogger(SystemStateTimer.class);

    private final StateConfig config;
    private final SystemState state;
    private final EventSink sink;
    private final HubTimer thread;

    /** Asks for the host name at once; the given one is used while the command for it fails. */
    public SystemStateTimer(StateConfig config, String fallbackName, EventSink sink, HubThreads threads) {
        this.thread = threads.patientTimer("system-state");
        this.config = config;
        this.state = new SystemState(config, fallbackName);
        this.sink = sink;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.schedule(this::check, millis(config.first()), TimeUnit.MILLISECONDS);
        // Marks count from the start, so the second check comes one period after it, not after the first check.
        thread.scheduleAtFixedRate(
                this::check, millis(config.period()), millis(config.period()), TimeUnit.MILLISECONDS);
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    private void check() {
        try {
            sink.publish(state.check());
        } catch (RuntimeException failure) {
            LOG.warn("a check of the system state failed; the next one comes in {}", config.period(), failure);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
