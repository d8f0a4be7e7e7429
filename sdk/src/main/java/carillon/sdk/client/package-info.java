/**
 * Talking to a Carillon server over its native interface: publish, and subscribe with automatic resume. Built on {@code
 * java.net.http}.
 *
 * <p>Front door: {@link carillon.sdk.client.HubClient}. Imports the event model.
 */
@NullMarked
package carillon.sdk.client;

import org.jspecify.annotations.NullMarked;
