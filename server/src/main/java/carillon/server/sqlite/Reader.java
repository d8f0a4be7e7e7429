package carillon.server.sqlite;

import carillon.core.history.History.EventTypes;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
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
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Every question, as SQL, on one connection. */
record Reader(Handle handle) {

    /** Far below what SQLite binds in one statement (32 766). */
    private static final int CHUNK = 1_000;

    HistoryPage page(HistoryQuery query) {
        var sql = new ListSql(query, numbers(wordsOf(query)));
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
        words.add(query.viewer());
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

    private static Event event(long sequence, byte[] bytes) {
        var entry = EntryCodec.decode(new JournalRecord(sequence, 0, RecordKind.EVENT, bytes));
        if (entry instanceof Entry.Published published) {
            return published.event();
        }
        throw new IllegalStateException("the index holds " + entry.getClass() + " at " + sequence);
    }

    HistoryCounts counts(String viewer, boolean seesAll) {
        var unread = new EnumMap<Severity, Long>(Severity.class);
        var read = new EnumMap<Severity, Long>(Severity.class);
        handle.createQuery(
                        "select severity, sum(total - read), sum(read) from tally where book in (<books>) group by severity")
                .bindList("books", ListSql.books(number(viewer), seesAll))
                .map((row, context) -> {
                    var severity = SeverityNumbers.severity(row.getInt(1));
                    putUnlessZero(unread, severity, row.getLong(2));
                    putUnlessZero(read, severity, row.getLong(3));
                    return severity;
                })
                .list();
        return new HistoryCounts(unread, read);
    }

    private static void putUnlessZero(Map<Severity, Long> counts, Severity severity, long count) {
        if (count != 0) {
            counts.put(severity, count);
        }
    }

    EventTypes types(String viewer, boolean seesAll) {
        var books = ListSql.books(number(viewer), seesAll);
        return new EventTypes(distinct("type", books), distinct("action", books));
    }

    private List<String> distinct(String column, List<Long> books) {
        return handle.createQuery(
                        "select text from word where id in (select <column> from tally where book in (<books>)"
                                + " group by <column> having sum(total) > 0) order by text")
                .define("column", column)
                .bindList("books", books)
                .mapTo(String.class)
                .list();
    }

    Optional<HistoryItem> find(String eventId, String viewer, boolean seesAll) {
        return handle.createQuery("""
                        select e.seq as seq, coalesce(m.read, 0) as read, m.updated as updated, bytes
                        from event e join body b on b.seq = e.seq
                        left join mark m on m.user = iif(e.owner = 0, :viewer, e.owner) and m.seq = e.seq
                        where e.id = :id and (:all or e.owner in (0, :viewer)) and coalesce(m.gone, 0) = 0
                        order by e.seq desc limit 1""")
                .bind("viewer", number(viewer))
                .bind("all", seesAll ? 1 : 0)
                .bind("id", Ids.stored(eventId))
                .map((row, context) -> item(row))
                .findOne()
                .flatMap(found -> found);
    }

    Set<String> visible(Set<String> eventIds, String viewer, boolean seesAll) {
        var ids = new ArrayList<>(eventIds);
        long user = number(viewer);
        var visible = new HashSet<String>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            visible.addAll(visible(ids.subList(from, Math.min(ids.size(), from + CHUNK)), user, seesAll));
        }
        return visible;
    }

    private Set<String> visible(List<String> ids, long user, boolean seesAll) {
        return handle
                .createQuery("""
                        select e.id from event e
                        left join mark m on m.user = :viewer and m.seq = e.seq and e.owner = 0
                        where e.id in (<ids>) and (:all or e.owner in (0, :viewer)) and coalesce(m.gone, 0) = 0""")
                .bind("viewer", user)
                .bind("all", seesAll ? 1 : 0)
                .bindList("ids", ids.stream().map(Ids::stored).toList())
                .map((row, context) -> Ids.shown(row.getObject(1)))
                .stream()
                .collect(Collectors.toSet());
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
