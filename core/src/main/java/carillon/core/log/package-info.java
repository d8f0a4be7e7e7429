/**
 * The ordered, durable log of everything that happened: the truth.
 *
 * <p>Front door: {@link carillon.core.log.Log}, a port. What its records hold is {@link
 * carillon.core.log.Entry}, and how they are written {@link carillon.core.log.EntryCodec}. Imports {@code error}.
 */
@NullMarked
package carillon.core.log;

import org.jspecify.annotations.NullMarked;
