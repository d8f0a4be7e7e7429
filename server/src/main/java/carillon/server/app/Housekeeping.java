package carillon.server.app;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.server.access.FileDirectory;
import java.util.concurrent.TimeUnit;

/** What has to be looked after from time to time: retention, and accounts that the command line changed. */
final class Housekeeping implements AutoCloseable {

    private final HubTimer timer;

    Housekeeping(HubThreads threads, Runnable retention, FileDirectory directory) {
        this.timer = threads.timer("housekeeping");
        every(Storage.RETENTION_EVERY.toMillis(), retention);
        every(1_000, directory::refresh);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task reports for itself, and ends with the timer
    private void every(long millis, Runnable task) {
        timer.scheduleWithFixedDelay(task, 1_000, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
