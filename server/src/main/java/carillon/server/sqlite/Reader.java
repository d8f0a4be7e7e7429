package carillon.server.sqlite;

import carillon.core.access.Reach;
import carillon.core.history.History.EventTypes;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.RecordKind;
import carillon.sdk.event.Event;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/**
 * Every question, as SQL, on one connection.
 *
 * @param met how often the intake has met a new pair for {@code unowned}
 */
record Reader(Handle handle, ShowsFunction shows, UnownedPairs unowned, LongSupplier met) {

    /** Far below what SQLite binds in one statement (32 766). */
    private static final int CHUNK = 1_000;

    HistoryPage page(HistoryQuery query) {
        var sql = new ListSql(query, sight(query.viewer()), numbers(wordsOf(query)));
        long[] total = new long[1];
        var text = sql.text();
        var items = handle.createQuery(text)
                .bindMap(sql.bound())
                .map((row, context) -> {
                    total[0] = row.getLong("total");
                    return item(row);
                })
                .list();
        return new HistoryPage(items.stream().flatMap(Optional::stream).toList(), total[0]);
    }

    private static Set<String> wordsOf(HistoryQuery query) {
        var words = new HashSet<String>();
        words.add(query.viewer().user());
        words.addAll(query.types());
        words.addAll(query.actions());
        words.addAll(query.sources());
        if (query.owner() != null) {
            words.add(query.owner());
        }
        return words;
    }

    private Map<String, Long> numbers(Set<String> words) {
        var numbers = new HashMap<String, Long>();
        handle.createQuery("select text, id from word where text in (<words>)")
                .bindList("words", List.copyOf(words))
                .map((row, context) -> numbers.put(row.getString(1), row.getLong(2)))
                .list();
        return numbers;
    }

    /** What the viewer's claims leave, in the numbers of the index; makes the viewer the one that {@code shows} is about. */
    private Sight sight(Viewer viewer) {
        if (viewer.seesAll()) {
            return Sight.WHOLE;
        }
        shows.forViewer(viewer.claims());
        var hidden = new ArrayList<Long>();
        var partly = new ArrayList<Long>();
        for (var pair : unowned.all(met.getAsLong(), handle)) {
            var reach = viewer.claims().reach(pair.type(), pair.action());
            if (reach != Reach.ALL) {
                (reach == Reach.NONE ? hidden : partly).add(pair.number());
            }
        }
        return new Sight(hidden, partly);
    }

    private long number(String word) {
        return numbers(Set.of(word)).getOrDefault(word, -1L);
    }

    /** Empty for the row that carries the total of an empty page. */
    private static Optional<HistoryItem> item(ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes("bytes");
        if (bytes == null) {
            return Optional.empty();
        }
        long sequence = row.getLong("seq");
        var event = event(sequence, bytes);
        long updated = row.getLong("updated");
        return Optional.of(new HistoryItem(
                new StoredEvent(sequence, event),
                row.getBoolean("read"),
                updated == 0 ? event.time() : Instant.EPOCH.plus(updated, ChronoUnit.MICROS)));
    }

    /** What stands in table {@code body}: an object's change was made a plain event on the way in. */
    static Event event(long sequence, byte[] bytes) {
        var entry = EntryCodec.decode(new JournalRecord(sequence, 0, RecordKind.EVENT, bytes));
        if (entry instanceof Entry.Published published) {
            return published.event();
        }
        throw new IllegalStateException("the index holds " + entry.getClass() + " at " + sequence);
    }

    HistoryCounts counts(Viewer viewer) {
        var unread = new EnumMap<Severity, Long>(Severity.class);
        var read = new EnumMap<Severity, Long>(Severity.class);
        var sight = sight(viewer);
        long user = number(viewer.user());
        var oneByOne = sight.partly().isEmpty()
                ? ""
                : " union all select e.severity, 1 - coalesce(m.read, 0), coalesce(m.read, 0)"
                        + sight.partlyShown(user);
        handle.createQuery(with(sight)
                        + "select severity, sum(unread), sum(read) from (select severity, total - read as unread,"
                        + " read from tally where book in (" + books(viewer, user) + ")" + sight.ofTallies(user)
                        + oneByOne
                        + ") group by severity")
                .bindMap(bound(sight))
                .map((row, context) -> {
                    var severity = SeverityNumbers.severity(row.getInt(1));
                    putUnlessZero(unread, severity, row.getLong(2));
                    putUnlessZero(read, severity, row.getLong(3));
                    return severity;
                })
                .list();
        return new HistoryCounts(unread, read);
    }

    private static String with(Sight sight) {
        return sight.isWhole() ? "" : "with " + sight.tables() + " ";
    }

    private static Map<String, Object> bound(Sight sight) {
        return sight.isWhole() ? Map.of() : sight.bound();
    }

    private static String books(Viewer viewer, long user) {
        return ListSql.numbers(ListSql.books(user, viewer.seesAll()));
    }

    private static void putUnlessZero(Map<Severity, Long> counts, Severity severity, long count) {
        if (count != 0) {
            counts.put(severity, count);
        }
    }

    EventTypes types(Viewer viewer) {
        var sight = sight(viewer);
        return new EventTypes(distinct("type", viewer, sight), distinct("action", viewer, sight));
    }

    private List<String> distinct(String column, Viewer viewer, Sight sight) {
        long user = number(viewer.user());
        var oneByOne = sight.partly().isEmpty() ? "" : " union select e." + column + sight.partlyShown(user);
        return handle.createQuery(with(sight) + "select text from word where id in (select * from (select " + column
                        + " from tally where book in (" + books(viewer, user) + ")" + sight.ofTallies(user)
                        + " group by "
                        + column + " having sum(total) > 0" + oneByOne + ")) order by text")
                .bindMap(bound(sight))
                .mapTo(String.class)
                .list();
    }

    Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer) {
        var ids = List.copyOf(eventIds);
        var found = new HashMap<String, HistoryItem>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            for (var item : find(ids.subList(from, Math.min(ids.size(), from + CHUNK)), viewer)) {
                if (isShown(viewer, item.stored().event())) {
                    found.put(item.stored().event().id(), item);
                }
            }
        }
        return found;
    }

    private List<HistoryItem> find(List<String> ids, Viewer viewer) {
        return handle
                .createQuery("""
                        select e.seq as seq, coalesce(m.read, 0) as read, m.updated as updated, bytes
                        from event e join body b on b.seq = e.seq
                        left join mark m on m.user = iif(e.owner = 0, :viewer, e.owner) and m.seq = e.seq
                        where e.id in (<ids>) and (:all or e.owner in (0, :viewer)) and coalesce(m.gone, 0) = 0
                        order by e.seq""")
                .bind("viewer", number(viewer.user()))
                .bind("all", viewer.seesAll() ? 1 : 0)
                .bindList("ids", ids.stream().map(Ids::stored).toList())
                .map((row, context) -> item(row))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Claims decide about events without owner alone. */
    private static boolean isShown(Viewer viewer, Event event) {
        return viewer.seesAll() || event.owner() != null || viewer.claims().shows(event);
    }

    List<String> expired(Instant before, int max) {
        return handle.createQuery("select id from event where time < :before order by time, seq limit :max")
                .bind("before", Intake.micros(before))
                .bind("max", max)
                .map((row, context) -> Ids.shown(row.getObject(1)))
                .list();
    }

    List<String> surplus(int perOwner, int max) {
        var ids = new ArrayList<String>();
        handle.createQuery("select book / 4, sum(total) from tally where book > 3 and book % 4 = 0"
                        + " group by book having sum(total) > :quota")
                .bind("quota", perOwner)
                .map((row, context) -> new long[] {row.getLong(1), row.getLong(2)})
                .forEach(owner -> ids.addAll(oldest(owner[0], Math.min(owner[1] - perOwner, max - ids.size()))));
        return ids;
    }

    private List<String> oldest(long owner, long count) {
        return handle.createQuery("""
                        select e.id from event e left join mark m on m.user = e.owner and m.seq = e.seq
                        where e.owner = :owner order by coalesce(m.read, 0) desc, e.time, e.seq limit :count""")
                .bind("owner", owner)
                .bind("count", count)
                .map((row, context) -> Ids.shown(row.getObject(1)))
                .list();
    }
}
