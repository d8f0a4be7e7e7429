/**
 * CloudEvents 1.0: events in over HTTP, structured, binary and in batches, in and out by WebSocket, and the form in
 * which the native interface shows lists and streams.
 *
 * <p>Front door: {@link carillon.server.dialect.cloudevents.CloudEventsDialect}. Imports the core, the SDK and the HTTP server.
 */
@NullMarked
package carillon.server.dialect.cloudevents;

import org.jspecify.annotations.NullMarked;
