/**
 * How events get from the fan-out thread to connections: frames encoded once and shared, lanes that take one batch at a
 * time, outlets that write to one connection each.
 *
 * <p>Front door: {@link carillon.core.delivery.Outlet}. May import everything before it in the core, but not the hub.
 */
@NullMarked
package carillon.core.delivery;

import org.jspecify.annotations.NullMarked;
