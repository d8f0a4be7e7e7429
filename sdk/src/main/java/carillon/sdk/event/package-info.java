/**
 * The one event that every dialect translates to and from, and the builder that makes it.
 *
 * <p>Front door: {@link carillon.sdk.event.Event}. Imports nothing but Jackson.
 */
@NullMarked
package carillon.sdk.event;

import org.jspecify.annotations.NullMarked;
