package carillon.benchmarks.load;

import java.io.IOException;

/** One connection that publishes; one thread. */
interface Publisher extends AutoCloseable {

    /** Publishes the event of this number and waits for whatever acknowledgement the protocol has. */
    void publish(long number) throws IOException;

    @Override
    void close() throws IOException;
}
