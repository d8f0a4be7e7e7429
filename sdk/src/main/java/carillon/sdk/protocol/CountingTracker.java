package carillon.sdk.protocol;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of each operation and passes them on. For tests of a service: which sequence of calls belongs to which case says
 * {@link Tracker}. A call counts before it is passed on, so also when the next tracker throws. Any thread.
 */
public final class CountingTracker implements Tracker {

    private final Tracker next;
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger eventErrors = new AtomicInteger();

    /** Counts, and does nothing else. */
    public CountingTracker() {
        this(Tracker.NONE);
    }

    /** Counts, and lets another tracker decide about the context. */
    public CountingTracker(Tracker next) {
        this.next = next;
    }

    @Override
    public Context start(Context context, Envelope event, Exchange exchange) {
        starts.incrementAndGet();
        return next.start(context, event, exchange);
    }

    @Override
    public Context end(Context context, Envelope event, @Nullable Throwable error) {
        ends.incrementAndGet();
        return next.end(context, event, error);
    }

    @Override
    public Context noticeError(Context context, Throwable error) {
        errors.incrementAndGet();
        return next.noticeError(context, error);
    }

    @Override
    public Context noticeEventError(Context context, Envelope event, @Nullable Throwable error) {
        eventErrors.incrementAndGet();
        return next.noticeEventError(context, event, error);
    }

    /** How many requests reached a handler. */
    public int starts() {
        return starts.get();
    }

    /** How many of them are done. */
    public int ends() {
        return ends.get();
    }

    /** How many bodies could not be decoded. */
    public int errors() {
        return errors.get();
    }

    /** How many events had no handler, failed within a batch, or had a response that could not be serialised. */
    public int eventErrors() {
        return eventErrors.get();
    }
}
