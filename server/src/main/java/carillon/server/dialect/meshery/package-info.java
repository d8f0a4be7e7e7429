/**
 * The dialect of Meshery server events: REST, server-sent events and the GraphQL subscription, as translations to and from
 * the one event.
 *
 * <p>Front door: {@link carillon.server.dialect.meshery.MesheryDialect}. Imports the core and the HTTP server, no other
 * dialect.
 */
@NullMarked
package carillon.server.dialect.meshery;

import org.jspecify.annotations.NullMarked;
