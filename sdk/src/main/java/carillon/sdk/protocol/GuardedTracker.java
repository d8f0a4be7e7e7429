package carillon.sdk.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps a tracker that throws from breaking the response. */
final class GuardedTracker implements Tracker {

    private static final System.Logger LOG = System.getLogger(GuardedTracker.class.getName());

    private final Tracker tracker;

    GuardedTracker(Tracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public Context start(Context context, Envelope event, Exchange exchange) {
        return guarded(context, () -> tracker.start(context, event, exchange));
    }

    @Override
    public Context end(Context context, Envelope event, @Nullable Throwable error) {
        return guarded(context, () -> tracker.end(context, event, error));
    }

    @Override
    public Context noticeError(Context context, Throwable error) {
        return guarded(context, () -> tracker.noticeError(context, error));
    }

    @Override
    public Context noticeEventError(Context context, Envelope event, @Nullable Throwable error) {
        return guarded(context, () -> tracker.noticeEventError(context, event, error));
    }

    private static Context guarded(Context fallback, Supplier<Context> call) {
        try {
            return call.get();
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "the tracker threw; the request goes on without it", broken);
            return fallback;
        }
    }
}
