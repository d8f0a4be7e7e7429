/**
 * Who somebody is and what they may do: principals, roles, claims, tenants.
 *
 * <p>Front door: {@link carillon.core.access.Principal}; the port is {@link carillon.core.access.Directory}.
 */
@NullMarked
package carillon.core.access;

import org.jspecify.annotations.NullMarked;
