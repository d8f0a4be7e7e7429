package carillon.server.sqlite;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.history.HistoryUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Something a caller wants to know, and the answer once there is one. The caller waits without holding a carrier of virtual
 * threads; a thread of {@link Readers} works.
 */
final class Question<T> {

    /** In the queue. Longer means that the caller's own searches before this one take all of the caller's turns. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** A disk that does not answer cannot be interrupted; its caller can. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    final String caller;
    private final Duration limit;
    private final Function<Reader, T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final long asked = System.nanoTime();
    private volatile long began = asked;
    private volatile boolean cancelled;

    Question(String caller, Duration limit, Function<Reader, T> work) {
        this.caller = caller;
        this.limit = limit;
        this.work = work;
    }

    /** Begins now; false if it waited for too long, and is refused. */
    boolean begin() {
        began = System.nanoTime();
        if (began - asked > LONGEST_WAIT.toNanos()) {
            refuse(new RefusedException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "the search waited for " + LONGEST_WAIT.toSeconds() + " s behind other searches of " + caller
                            + "; send fewer at a time"));
            return false;
        }
        return !cancelled;
    }

    /** Whether it has to stop. */
    boolean isOver() {
        return cancelled || System.nanoTime() - began > limit.toNanos();
    }

    void answer(Reader reader) {
        answer.complete(work.apply(reader));
    }

    void refuse(Throwable why) {
        answer.completeExceptionally(why);
    }

    RefusedException tookTooLong() {
        return new RefusedException(
                ErrorCode.SEARCH_TOO_EXPENSIVE,
                "the search took longer than " + limit.toMillis()
                        + " ms. Narrow it by type, severity, time or owner, or ask for fewer and earlier rows");
    }

    /** Nobody waits for the answer any more. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    T await() {
        try {
            return answer.get(LONGEST_WAIT.plus(limit).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed);
            }
        } catch (TimeoutException stuck) {
            cancel();
            throw new HistoryUnavailableException("the disk of the history does not answer", stuck);
        } catch (InterruptedException interrupted) {
            cancel();
            Thread.currentThread().interrupt();
            throw new HistoryUnavailableException("the server is stopping", interrupted);
        }
    }
}
