package carillon.server.sqlite;

import carillon.core.access.Reach;
import carillon.core.history.History.EventTypes;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.core.log.RecordKind;
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
import java.util.Set;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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
        var lines = handle.createQuery(text)
                .bindMap(sql.bound())
                .map((row, context) -> {
                    total[0] = row.getLong(6);
                    return Line.of(row);
                })
                .list();
        var items = items(Line.within(query.maxBytes(), lines));
        return new HistoryPage(items, total[0], query.offset() + items.size() < total[0]);
    }

    /**
     * A line of a list.
     *
     * @param bytes the event, unless it is too large to come with the line
     */
    private record Line(long sequence, boolean read, long updated, long size, byte @Nullable [] bytes) {

        /** Out of the columns in the order of the members: to look up their names takes as long as to read them. */
        static Line of(ResultSet row) throws SQLException {
            return new Line(row.getLong(1), row.getBoolean(2), row.getLong(3), row.getLong(4), row.getBytes(5));
        }

        /** As many as fit, and the first one. The line of sequence 0 carries the total of an empty page. */
        static List<Line> within(int maxBytes, List<Line> lines) {
            long bytes = 0;
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                bytes += line.size();
                if (line.sequence() == 0 || (bytes > maxBytes && i > 0)) {
                    return lines.subList(0, i);
                }
            }
            return lines;
        }

        HistoryItem with(byte[] event) {
            var stored = new StoredEvent(sequence, event(sequence, event));
            return new HistoryItem(
                    stored,
                    read,
                    updated == 0 ? stored.event().time() : Instant.EPOCH.plus(updated, ChronoUnit.MICROS),
                    event.length);
        }
    }

    /** In the order of the lines. An event that was deleted since they were read is left out. */
    private List<HistoryItem> items(List<Line> lines) {
        var large = large(lines);
        var items = new ArrayList<HistoryItem>(lines.size());
        for (var line : lines) {
            var bytes = line.bytes() == null ? large.get(line.sequence()) : line.bytes();
            if (bytes != null) {
                items.add(line.with(bytes));
            }
        }
        return items;
    }

    /** The events that did not come with their lines. */
    private Map<Long, byte[]> large(List<Line> lines) {
        var missing = lines.stream()
                .filter(line -> line.bytes() == null)
                .map(Line::sequence)
                .toList();
        var large = new HashMap<Long, byte[]>();
        if (!missing.isEmpty()) {
            handle.createQuery("select b.seq, b.bytes from json_each(:missing) m join body b on b.seq = m.value")
                    .bind("missing", missing.toString())
                    .map((row, context) -> large.put(row.getLong(1), row.getBytes(2)))
                    .list();
        }
        return large;
    }

    private static Set<String> wordsOf(HistoryQuery query) {
        var words = new HashSet<String>();
        words.add(query.viewer().user());
        words.addAll(query.types());
        words.addAll(query.actions());
        words.addAll(query.sources());
        words.addAll(query.owners());
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

    /** What stands in table {@code body}: an object's change was made a plain event on the way in. */
    static Event event(long sequence, byte[] bytes) {
        var entry = EntryCodec.decode(new LogRecord(sequence, 0, RecordKind.EVENT, bytes));
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

    Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer, int maxBytes) {
        var found = new HashMap<String, HistoryItem>();
        for (var item : items(Line.within(maxBytes, lines(eventIds, viewer)))) {
            found.put(item.stored().event().id(), item);
        }
        return found;
    }

    Set<String> visible(Set<String> eventIds, Viewer viewer) {
        var ids = new HashSet<String>();
        chunks(eventIds, viewer, "e.id as id", row -> ids.add(Ids.shown(row.getObject("id"))));
        return ids;
    }

    private List<Line> lines(Set<String> eventIds, Viewer viewer) {
        var lines = new ArrayList<Line>();
        chunks(eventIds, viewer, "coalesce(m.read, 0), m.updated, length(bytes), null", row -> lines.add(Line.of(row)));
        return lines;
    }

    private interface RowTaker {
        boolean take(ResultSet row) throws SQLException;
    }

    /** Claims decide about events without owner alone. */
    private void chunks(Set<String> eventIds, Viewer viewer, String columns, RowTaker taker) {
        if (!viewer.seesAll()) {
            shows.forViewer(viewer.claims());
        }
        var ids = List.copyOf(eventIds);
        for (int from = 0; from < ids.size(); from += CHUNK) {
            handle.createQuery("select e.seq as seq, " + columns + """

                            from event e join body b on b.seq = e.seq
                            left join mark m on m.user = iif(e.owner = 0, :viewer, e.owner) and m.seq = e.seq
                            where e.id in (<ids>) and coalesce(m.gone, 0) = 0
                            and (:all or e.owner = :viewer or (e.owner = 0 and shows(b.bytes, e.seq)))
                            order by e.seq""")
                    .bind("viewer", number(viewer.user()))
                    .bind("all", viewer.seesAll() ? 1 : 0)
                    .bindList(
                            "ids",
                            ids.subList(from, Math.min(ids.size(), from + CHUNK)).stream()
                                    .map(Ids::stored)
                                    .toList())
                    .map((row, context) -> taker.take(row))
                    .list();
        }
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
