/**
 * The ordered, durable log of everything that happened: the truth.
 *
 * <p>Front door: {@link carillon.core.journal.Journal}, a port. What its records hold is {@link
 * carillon.core.journal.Entry}, and how they are written {@link carillon.core.journal.EntryCodec}. Imports {@code error}.
 */
@NullMarked
package carillon.core.journal;

import org.jspecify.annotations.NullMarked;
