/**
 * The filter language: text to a compiled predicate over one event, and the subscription spec {@code type.action.key.filter}
 * around it. Hub and client run this same code, so both sides of the wire agree on what a filter means.
 *
 * <p>Front doors: {@link carillon.sdk.filter.Spec} and {@link carillon.sdk.filter.Filter}. Imports {@code carillon.sdk.event},
 * Jackson and RE2/J.
 */
@NullMarked
package carillon.sdk.filter;

import org.jspecify.annotations.NullMarked;
