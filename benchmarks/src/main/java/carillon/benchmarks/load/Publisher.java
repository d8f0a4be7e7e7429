package carillon.benchmarks.load;

import java.io.IOException;

/** One connection that publishes. One thread sends at a time, and one waits for acknowledgements. */
interface Publisher extends AutoCloseable {

    /** Publishes the event of this number and waits for whatever acknowledgement the protocol has. */
    default void publish(long number) throws IOException {
        send(number);
        if (acknowledged()) {
            awaitAcknowledgement();
        }
    }

    /** Sends the event of this number, also behind others that are not acknowledged yet. */
    void send(long number) throws IOException;

    /** Whether the protocol acknowledges events. */
    default boolean acknowledged() {
        return false;
    }

    /** Waits for the acknowledgement of the oldest event that has none yet. */
    default void awaitAcknowledgement() throws IOException {
        throw new IOException("nothing is acknowledged here");
    }

    @Override
    void close() throws IOException;
}
