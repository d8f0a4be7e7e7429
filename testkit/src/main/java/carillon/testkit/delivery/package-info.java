/**
 * Connections that record what they get, and can stall.
 *
 * <p>Front door: {@link carillon.testkit.delivery.RecordingOutlet}. Imports the core.
 */
@NullMarked
package carillon.testkit.delivery;

import org.jspecify.annotations.NullMarked;
