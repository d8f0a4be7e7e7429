package carillon.server.sqlite;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The pairs of type and action that events without an owner have: what claims are asked about with every question. Read
 * again only when the intake met a new one. Belongs to one reading connection.
 */
final class UnownedPairs {

    private static final String ALL = """
            select distinct t.type, t.action, kind.text, done.text from tally t
            join word kind on kind.id = t.type join word done on done.id = t.action where t.book = :global""";

    /** The words, and their {@link Sight#pair number}. */
    record Pair(long number, String type, String action) {}

    private long met = -1;
    private List<Pair> pairs = List.of();

    /**
     * All of them.
     *
     * @param now how often the intake had met a new one when the question came
     */
    List<Pair> all(long now, Handle handle) {
        if (met != now) {
            pairs = handle.createQuery(ALL)
                    .bind("global", Tallies.GLOBAL)
                    .map((row, context) ->
                            new Pair(Sight.pair(row.getLong(1), row.getLong(2)), row.getString(3), row.getString(4)))
                    .list();
            met = now;
        }
        return pairs;
    }
}
