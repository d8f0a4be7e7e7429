/**
 * What {@code ./bench} runs: starts each server, sends the load programs at it in turns, writes tables and plots.
 *
 * <p>Front door: {@link carillon.benchmarks.run.Bench}. Imports Jackson; the load programs run in processes of their own.
 */
@NullMarked
package carillon.benchmarks.run;

import org.jspecify.annotations.NullMarked;
