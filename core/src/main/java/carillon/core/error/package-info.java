/**
 * The one catalogue of everything that can be refused or go wrong, with the codes that each dialect shows for it.
 *
 * <p>Front door: {@link carillon.core.error.ErrorCode}. Imports nothing of the core.
 */
@NullMarked
package carillon.core.error;

import org.jspecify.annotations.NullMarked;
