/**
 * Samples the load, the memory and the disks of the host, which SysAdm's own system state does not tell.
 *
 * <p>Front door: {@link carillon.server.source.hostsample.HostSampler}. Imports the event model and {@code source}.
 */
@NullMarked
package carillon.server.source.hostsample;

import org.jspecify.annotations.NullMarked;
