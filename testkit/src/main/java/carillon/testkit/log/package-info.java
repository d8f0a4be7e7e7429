/**
 * The contract that every journal keeps, a journal in memory that keeps it, and a receipt that can be waited for.
 *
 * <p>Front door: {@link carillon.testkit.log.LogContract} and {@link carillon.testkit.log.FakeLog}.
 * Imports the core's {@code journal} and {@code error}.
 */
@NullMarked
package carillon.testkit.log;

import org.jspecify.annotations.NullMarked;
