/**
 * What the server may hold in memory for its readers.
 *
 * <p>Front door: {@link carillon.core.memory.MemoryBudget}. Imports {@code error} alone.
 */
@NullMarked
package carillon.core.memory;

import org.jspecify.annotations.NullMarked;
