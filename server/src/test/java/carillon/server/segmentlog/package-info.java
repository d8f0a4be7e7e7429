/** Tests of the log on disk: its contract, recovery, faults, and a model. */
@NullMarked
package carillon.server.segmentlog;

import org.jspecify.annotations.NullMarked;
