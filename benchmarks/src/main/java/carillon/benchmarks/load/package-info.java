/**
 * The load programs: many subscribers in one process that count what reaches them, and publishers that wait for
 * acknowledgements. The same client for every server, ours and others'.
 *
 * <p>Front doors: {@link carillon.benchmarks.load.FanOutLoad} and {@link carillon.benchmarks.load.IngestLoad}. Imports Netty
 * and HdrHistogram, and the hub for what is measured inside one process.
 */
@NullMarked
package carillon.benchmarks.load;

import org.jspecify.annotations.NullMarked;
