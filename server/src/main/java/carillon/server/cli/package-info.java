/**
 * The command line.
 *
 * <p>Front door: {@link carillon.server.cli.Main}. Imports the app, the configuration, the SDK and the stores that its
 * commands look after.
 */
@NullMarked
package carillon.server.cli;

import org.jspecify.annotations.NullMarked;
