/**
 * The history in tests: the contract that every implementation passes, and one in memory that is its model.
 *
 * <p>Front door: {@link carillon.testkit.history.HistoryContract}.
 */
@NullMarked
package carillon.testkit.history;

import org.jspecify.annotations.NullMarked;
