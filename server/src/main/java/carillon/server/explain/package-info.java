/**
 * Why an event was, or was not, delivered: the answer of {@code GET /v1/explain}.
 *
 * <p>Front door: {@link carillon.server.explain.ExplainRoutes}. Imports the core and the HTTP server, no dialect.
 */
@NullMarked
package carillon.server.explain;

import org.jspecify.annotations.NullMarked;
