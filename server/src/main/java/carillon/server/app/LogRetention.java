package carillon.server.app;

import carillon.core.log.Retention;
import carillon.server.dialect.drp.DrpDialect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention of the log: takes what the limits can do without, except what the history or the copy of the objects have
 * not taken in yet. Else a kill right after it would lose object states and events that were acknowledged. One thread.
 */
final class LogRetention implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);

    private static final int WARN_AFTER = 12;
    private static final int WARN_EVERY = 720;

    private final Storage storage;
    private final DrpDialect objects;
    private final Retention limits;

    /** For how many looks in a row something could have gone and did not. */
    private int waited;

    LogRetention(Storage storage, DrpDialect objects, Retention limits) {
        this.storage = storage;
        this.objects = objects;
        this.limits = limits;
    }

    @Override
    public void run() {
        long inHistory = storage.history().applied();
        long inCopy = objects.copied();
        long wanted = storage.log().retain(limits, Math.min(inHistory, inCopy) + 1);
        if (wanted > inCopy + 1) {
            objects.copySoon();
        }
        waited = wanted > Math.min(inHistory, inCopy) + 1 ? waited + 1 : 0;
        if (waited % WARN_EVERY == WARN_AFTER) {
            LOG.warn(
                    "The journal holds more than its retention asks for: records before {} could go, but the history has taken"
                            + " in {} and the copy of the objects {} so far. If this goes on, look for errors of these two",
                    wanted,
                    inHistory,
                    inCopy);
        }
    }
}
