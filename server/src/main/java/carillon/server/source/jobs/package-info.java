/**
 * Runs commands for those who may, in parallel or one after another, and tells what becomes of them: sysadm-events
 * sections 7.5 and 8. No shell, bounded output, and a kill that reaches the whole tree of processes.
 *
 * <p>Front door: {@link carillon.server.source.jobs.Dispatcher}. Imports the event model and {@code source}.
 */
@NullMarked
package carillon.server.source.jobs;

import org.jspecify.annotations.NullMarked;
