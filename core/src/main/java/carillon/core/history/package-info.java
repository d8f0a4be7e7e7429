/**
 * The searchable index over the log, with read state.
 *
 * <p>Front door: {@link carillon.core.history.History}, a port.
 */
@NullMarked
package carillon.core.history;

import org.jspecify.annotations.NullMarked;
