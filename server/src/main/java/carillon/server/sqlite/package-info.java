/**
 * The history on SQLite: an index over the journal that can be thrown away and rebuilt. One connection writes, a few
 * read; the journal is the truth, so nothing here waits for a disk to flush.
 *
 * <p>Front door: {@link carillon.server.sqlite.SqliteHistory}. Imports the history and journal ports of the core and
 * {@code file}, and nothing of the other adapters.
 */
@NullMarked
package carillon.server.sqlite;

import org.jspecify.annotations.NullMarked;
