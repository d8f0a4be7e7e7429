/**
 * How many events a second the journal acknowledges, against a loop that does nothing but append and sync.
 *
 * <p>Front door: {@link carillon.benchmarks.journal.JournalIngest}, a program. Imports the server's {@code segmentlog} and
 * the core's {@code journal}.
 */
@NullMarked
package carillon.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
