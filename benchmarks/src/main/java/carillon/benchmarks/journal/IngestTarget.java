package carillon.benchmarks.journal;

import java.io.IOException;

/** Something that makes bodies durable and says when. */
interface IngestTarget extends AutoCloseable {

    /** Hands a body over; {@code durable} runs on the target's thread once it is on disk. */
    void append(byte[] body, Runnable durable);

    @Override
    void close() throws IOException;
}
