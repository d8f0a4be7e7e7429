/**
 * How long a list takes on a million events, and how fast the history takes events in.
 *
 * <p>Front door: {@link carillon.benchmarks.history.MillionEvents}, a program. Imports the server's {@code sqlite} and the
 * core's {@code history} and {@code journal}.
 */
@NullMarked
package carillon.benchmarks.history;

import org.jspecify.annotations.NullMarked;
