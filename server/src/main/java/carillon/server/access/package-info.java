/**
 * Users, roles, tenants and tokens on files in the data directory, and how an HTTP request proves who sent it.
 *
 * <p>Front door: {@link carillon.server.access.FileDirectory}. Imports the core and the HTTP server, no dialect.
 */
@NullMarked
package carillon.server.access;

import org.jspecify.annotations.NullMarked;
