/**
 * What the sources of events share: where they put what they find, and how they run commands without a shell.
 *
 * <p>Front door: {@link carillon.server.source.EventSink}. Imports the event model alone.
 */
@NullMarked
package carillon.server.source;

import org.jspecify.annotations.NullMarked;
