/**
 * Finds the subscriptions that an event matches without looking at the others.
 *
 * <p>Front door: {@link carillon.core.subscription.MatchIndex}. Imports the filter language and the event model of the sdk,
 * nothing of the core.
 */
@NullMarked
package carillon.core.subscription;

import org.jspecify.annotations.NullMarked;
