/**
 * Carillon's own dialect: events in and out as plain JSON, streams of server-sent events that resume, and the history.
 *
 * <p>Front door: {@link carillon.server.dialect.v1.V1Dialect}. Imports the core, the SDK and the HTTP server.
 */
@NullMarked
package carillon.server.dialect.v1;

import org.jspecify.annotations.NullMarked;
