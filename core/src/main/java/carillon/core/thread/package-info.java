/**
 * The hub's own threads: how they run, rest, are woken, fail and show their health.
 *
 * <p>Front door: {@link carillon.core.thread.HubThreads}. May import nothing of the core.
 */
@NullMarked
package carillon.core.thread;

import org.jspecify.annotations.NullMarked;
