package carillon.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop on few connections. As soon as everybody has an event, the event loop that saw it arrive last sends the next one
 * on the same connection. No publisher waits for an acknowledgement or for a thread: {@link Traffic} wakes a thread for each event,
 * so events gather in bursts that the client makes.
 */
final class PipelinedTraffic implements LiveTraffic {

    private final Deliveries deliveries;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Connection> connections = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    /**
     * Starts.
     *
     * @param inFlight how many events are under way, spread over the connections
     */
    PipelinedTraffic(Deliveries deliveries, List<Publisher> publishers, int inFlight) {
        this.deliveries = deliveries;
        publishers.forEach(publisher -> connections.add(new Connection(publisher)));
        for (int i = 0; i < inFlight; i++) {
            connections.get(i % connections.size()).send();
        }
    }

    private final class Connection {

        private final Publisher publisher;
        private final ReentrantLock sending = new ReentrantLock();

        Connection(Publisher publisher) {
            this.publisher = publisher;
            if (publisher.acknowledged()) {
                Thread.ofVirtual().start(this::takeAcknowledgements);
            }
        }

        private void send() {
            if (!running.get()) {
                return;
            }
            sending.lock();
            try {
                long number = next.getAndIncrement();
                deliveries.sending(number, System.nanoTime(), this::send);
                publisher.send(number);
            } catch (IOException | RuntimeException broken) {
                failed(broken);
            } finally {
                sending.unlock();
            }
        }

        private void takeAcknowledgements() {
            try {
                while (running.get()) {
                    publisher.awaitAcknowledgement();
                }
            } catch (IOException | RuntimeException broken) {
                failed(broken);
            }
        }
    }

    private void failed(Throwable broken) {
        if (running.get()) {
            failure = broken;
            System.err.println("publisher: " + broken);
        }
    }

    @Override
    public @Nullable Throwable failure() {
        long overdue = deliveries.overdue();
        return overdue > 0
                ? new IllegalStateException(overdue + " events did not reach all subscribers in 15 s")
                : failure;
    }

    @Override
    public void close() {
        running.set(false);
        for (var connection : connections) {
            try {
                connection.publisher.close();
            } catch (IOException gone) {
                System.err.println("publisher: " + gone);
            }
        }
    }
}
