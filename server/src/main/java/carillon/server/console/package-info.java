/**
 * The web console and the notification centre: static modules from the jar, and the few answers that only they need.
 *
 * <p>Front door: {@link carillon.server.console.ConsoleRoutes}. Imports the core, the filter language and
 * {@code carillon.server.http}. Everything else that the console shows it asks of the same interfaces that any client has.
 */
@NullMarked
package carillon.server.console;

import org.jspecify.annotations.NullMarked;
