/**
 * The event WebSocket and the REST calls of Digital Rebar Provision, so that its stock clients work unchanged.
 *
 * <p>Front door: {@link carillon.server.dialect.drp.DrpDialect}. Imports the core, the HTTP server and access, no other
 * dialect. The rules are those of drp-websocket; comments name its sections.
 */
@NullMarked
package carillon.server.dialect.drp;

import org.jspecify.annotations.NullMarked;
