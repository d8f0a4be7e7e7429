/**
 * The events protocol as the hub speaks it: publish, query, subscribe and batch over HTTP, WebSocket and Socket.IO.
 *
 * <p>Front door: {@link carillon.server.dialect.eventsprotocol.EventsProtocolDialect}. Imports the SDK, the core, HTTP and
 * Socket.IO.
 */
@NullMarked
package carillon.server.dialect.eventsprotocol;

import org.jspecify.annotations.NullMarked;
