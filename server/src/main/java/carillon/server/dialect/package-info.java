/**
 * The protocols that the hub speaks, one package each, which do not know each other.
 *
 * <p>Front door: {@link carillon.server.dialect.HubDialect}, what the app knows of each. Imports HTTP.
 */
@NullMarked
package carillon.server.dialect;

import org.jspecify.annotations.NullMarked;
