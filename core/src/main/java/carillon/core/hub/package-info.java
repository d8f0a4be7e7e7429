/**
 * The three flows: publish, subscribe, ask. Composes the ports and knows no network and no database.
 *
 * <p>Front door: {@link carillon.core.hub.Hub}. May import everything else in the core.
 */
@NullMarked
package carillon.core.hub;

import org.jspecify.annotations.NullMarked;
