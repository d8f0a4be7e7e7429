package carillon.server.app;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What has to be looked after from time to time: retention, and accounts that the command line changed. Each has a thread of
 * its own, because what is revoked has to end within a second, however long the disk takes over old segments.
 */
final class Housekeeping implements AutoCloseable {

    private static final Duration ACCOUNTS_LOOKED_AT = Duration.ofMillis(250);

    private final HubTimer segments;
    private final HubTimer accounts;

    Housekeeping(HubThreads threads, Runnable retention, Runnable accountsLook) {
        this.segments = threads.timer("housekeeping");
        this.accounts = threads.timer("accounts");
        every(segments, Duration.ofSeconds(1), Storage.RETENTION_EVERY, retention);
        every(accounts, ACCOUNTS_LOOKED_AT, ACCOUNTS_LOOKED_AT, accountsLook);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task reports for itself, and ends with the timer
    private static void every(HubTimer timer, Duration first, Duration pause, Runnable task) {
        timer.scheduleWithFixedDelay(task, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        segments.shutdown();
        accounts.shutdown();
    }
}
