/** The hub's events protocol over real sockets. */
@NullMarked
package carillon.server.dialect.eventsprotocol;

import org.jspecify.annotations.NullMarked;
