/**
 * Puts the server together, from configuration to open ports, and takes it apart again.
 *
 * <p>Front door: {@link carillon.server.app.CarillonServer}. The only package that sees all others.
 */
@NullMarked
package carillon.server.app;

import org.jspecify.annotations.NullMarked;
