package carillon.benchmarks.load;

import org.jspecify.annotations.Nullable;

/** Events that are published until this is closed. */
interface LiveTraffic extends AutoCloseable {

    /** What ended a publisher too early. */
    @Nullable
    Throwable failure();

    @Override
    void close();
}
