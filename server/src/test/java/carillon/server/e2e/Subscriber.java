package carillon.server.e2e;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that comes back with its last position whenever its connection ends, until it is closed. */
abstract class Subscriber implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);

    final ServerProcess server;
    final Received received = new Received();
    private final CountDownLatch closed = new CountDownLatch(1);

    Subscriber(ServerProcess server) {
        this.server = server;
    }

    final Subscriber start() {
        Thread.ofVirtual().start(this::run);
        return this;
    }

    /** Connects, takes events until the connection ends, and returns or throws then. */
    abstract void connectAndRead() throws Exception;

    private void run() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                connectOnce();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectOnce() throws InterruptedException {
        try {
            connectAndRead();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception lost) {
            if (!(lost instanceof java.io.IOException) && !(lost.getCause() instanceof java.io.IOException)) {
                throw new AssertionError("the subscriber broke", lost);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
