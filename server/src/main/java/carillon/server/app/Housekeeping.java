package carillon.server.app;

import carillon.server.access.FileDirectory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be looked after from time to time: retention, and accounts that the command line changed. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon(true).factory());

    Housekeeping(Runnable retention, FileDirectory directory) {
        every(Storage.RETENTION_EVERY.toMillis(), retention);
        every(1_000, directory::refresh);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task reports for itself, and ends with the timer
    private void every(long millis, Runnable task) {
        timer.scheduleWithFixedDelay(() -> attempt(task), 1_000, millis, TimeUnit.MILLISECONDS);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            // Thrown out of here it would end all later runs in silence.
            LOG.error("housekeeping failed; trying again next time", failed);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
