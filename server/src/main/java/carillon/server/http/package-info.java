/**
 * HTTP, WebSocket and server-sent events on Netty: listeners, routing, limits, and the way of shared frames to many
 * connections.
 *
 * <p>Front door: {@link carillon.server.http.HttpServer}, {@link carillon.server.http.Routes} and
 * {@link carillon.server.http.Response}. Imports the core only; dialects build on it.
 */
@NullMarked
package carillon.server.http;

import org.jspecify.annotations.NullMarked;
