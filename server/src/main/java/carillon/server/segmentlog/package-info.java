/**
 * The journal on local files: segments of records with checksums, one writer thread, many appends to one fsync.
 *
 * <p>Front door: {@link carillon.server.segmentlog.SegmentLog}, an implementation of the core's {@code Log}; {@link
 * carillon.server.segmentlog.SegmentCheck} verifies and repairs while no server runs. What a file looks like is in {@link
 * carillon.server.segmentlog.SegmentFormat}. Imports the core's {@code journal} and {@code error}, and no other adapter.
 */
@NullMarked
package carillon.server.segmentlog;

import org.jspecify.annotations.NullMarked;
