/**
 * Tells the state of the host: its name and the health of its pools (sysadm-events sections 7.4 and 9.2).
 *
 * <p>Front door: {@link carillon.server.source.systemstate.SystemStateTimer}. Imports the event model and {@code source}.
 */
@NullMarked
package carillon.server.source.systemstate;

import org.jspecify.annotations.NullMarked;
