/**
 * The contract that every journal keeps, a journal in memory that keeps it, and a receipt that can be waited for.
 *
 * <p>Front door: {@link carillon.testkit.journal.JournalContract} and {@link carillon.testkit.journal.FakeJournal}.
 * Imports the core's {@code journal} and {@code error}.
 */
@NullMarked
package carillon.testkit.journal;

import org.jspecify.annotations.NullMarked;
