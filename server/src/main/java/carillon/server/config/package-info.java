/**
 * Every setting of the server, declared once with its default and its meaning: what is read, checked and documented comes
 * from the same list.
 *
 * <p>Front door: {@link carillon.server.config.Config}. Imports nothing of Carillon.
 */
@NullMarked
package carillon.server.config;

import org.jspecify.annotations.NullMarked;
