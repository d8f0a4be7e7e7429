/**
 * What the SysAdm dialect and the bridge share about logging in: registered RSA keys and their checksums, challenges that
 * are answered with such a key, and the lockout of addresses that fail too often (sysadm-events sections 5.4 and 5.7).
 *
 * <p>Front door: {@link carillon.server.keylogin.KeyRing} and {@link carillon.server.keylogin.Lockout}. Imports the SDK.
 */
@NullMarked
package carillon.server.keylogin;

import org.jspecify.annotations.NullMarked;
