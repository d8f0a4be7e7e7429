/**
 * The bridge: servers and clients that cannot reach each other both dial it, and it pairs them by the keys that they share
 * and passes their messages on (sysadm-events section 10).
 *
 * <p>Front door: {@link carillon.server.bridge.Bridge}. Imports {@code http} and {@code keylogin}.
 */
@NullMarked
package carillon.server.bridge;

import org.jspecify.annotations.NullMarked;
