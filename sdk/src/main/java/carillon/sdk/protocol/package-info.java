/**
 * The events protocol as a library: named and versioned JSON events that are answered by handlers, in the two dialects
 * {@code go} and {@code gb}. Works in any Java service; needs no server of its own.
 *
 * <p>Front doors: {@link carillon.sdk.protocol.Mux} to register handlers, {@link carillon.sdk.protocol.EventProcessor} to
 * turn bytes into answers, {@link carillon.sdk.protocol.HttpAdapter} to serve them with the JDK's own HTTP server. Imports
 * the event package and Jackson.
 */
@NullMarked
package carillon.sdk.protocol;

import org.jspecify.annotations.NullMarked;
