package carillon.core.thread;

/** Ends a thread whose process should have ended and, in a test, did not. */
final class UnsurvivedError extends Error {

    private static final long serialVersionUID = 1;

    UnsurvivedError(Throwable cause) {
        super("thread " + Thread.currentThread().getName() + " cannot go on", cause);
    }
}
