/**
 * The SysAdm events protocol (sysadm-events): WebSocket and REST, in its published form and in that of the stock client.
 *
 * <p>Front door: {@link carillon.server.dialect.sysadm.SysAdmDialect}. Imports the core, {@code http}, {@code keylogin} and the
 * sources.
 */
@NullMarked
package carillon.server.dialect.sysadm;

import org.jspecify.annotations.NullMarked;
