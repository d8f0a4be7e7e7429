/**
 * The match index: which subscriptions want an event.
 *
 * <p>Front door: {@link carillon.core.subscription.MatchIndex}. Imports the SDK alone.
 */
@NullMarked
package carillon.core.subscription;

import org.jspecify.annotations.NullMarked;
