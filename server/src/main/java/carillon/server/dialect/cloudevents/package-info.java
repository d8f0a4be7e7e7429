/**
 * CloudEvents 1.0: events in over HTTP, structured, binary and in batches.
 *
 * <p>Front door: {@link carillon.server.dialect.cloudevents.CloudEventsDialect}. Imports the core, the SDK and the HTTP server.
 */
@NullMarked
package carillon.server.dialect.cloudevents;

import org.jspecify.annotations.NullMarked;
