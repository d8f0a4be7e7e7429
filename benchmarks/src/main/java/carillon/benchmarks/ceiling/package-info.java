/**
 * What the machine can do when there is no hub: a bare broadcaster on Netty and a bare append log. Carillon is measured
 * against these, so they do nothing that is not needed for bytes to arrive or to be on disk.
 *
 * <p>Front doors: {@link carillon.benchmarks.ceiling.BareBroadcaster}, {@link carillon.benchmarks.ceiling.BareLog}. Imports Netty
 * and HdrHistogram.
 */
@NullMarked
package carillon.benchmarks.ceiling;

import org.jspecify.annotations.NullMarked;
