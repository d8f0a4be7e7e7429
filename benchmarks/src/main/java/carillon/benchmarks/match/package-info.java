/**
 * JMH benchmarks of the filter language and the match index.
 *
 * <p>Front door: {@link carillon.benchmarks.match.MatchIndexBenchmark}. Imports the sdk and the core.
 */
@NullMarked
package carillon.benchmarks.match;

import org.jspecify.annotations.NullMarked;
