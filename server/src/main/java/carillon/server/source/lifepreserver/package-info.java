/**
 * Watches the log of a snapshot and replication service and tells what it says: sysadm-events sections 7.3 and 9.1.
 *
 * <p>Front door: {@link carillon.server.source.lifepreserver.LogWatcher}. Imports the event model and {@code source}.
 */
@NullMarked
package carillon.server.source.lifepreserver;

import org.jspecify.annotations.NullMarked;
