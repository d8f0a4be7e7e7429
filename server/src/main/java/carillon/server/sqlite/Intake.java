package carillon.server.sqlite;

import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes journal records into the tables, inside the caller's transaction. Writer thread only. */
final class Intake {

    /**
     * Comings and goings of connections are for who watches. In the list of an administrator they would bury everything
     * else: each visit of the web console makes half a dozen.
     */
    private static final String LIVE_ONLY = "connections";

    static final long EVERYONE = 0;

    /** Who invents types without end costs questions, not memory. */
    private static final int MAX_PAIRS = 10_000;

    private final Words words;
    private final Tallies tallies;
    private final Set<Long> pairs = new HashSet<>();
    private boolean metPairs;
    private final Rows events;
    private final Rows bodies;
    private final PreparedStatement findEvent;
    private final PreparedStatement findMark;
    private final PreparedStatement findMarks;
    private final PreparedStatement putMark;
    private final PreparedStatement deleteEvent;
    private final PreparedStatement deleteBody;
    private final PreparedStatement deleteMarks;

    Intake(Connection connection) throws SQLException {
        words = new Words(connection);
        tallies = new Tallies(connection);
        events = new Rows(connection, "event", 11);
        bodies = new Rows(connection, "body", 2);
        findEvent = connection.prepareStatement("select seq, owner, type, action, severity from event where id = ?");
        findMark = connection.prepareStatement("select user, read, gone from mark where user = ? and seq = ?");
        findMarks = connection.prepareStatement("select user, read, gone from mark where seq = ?");
        putMark = connection.prepareStatement("insert or replace into mark values (?, ?, ?, ?, ?)");
        deleteEvent = connection.prepareStatement("delete from event where seq = ?");
        deleteBody = connection.prepareStatement("delete from body where seq = ?");
        deleteMarks = connection.prepareStatement("delete from mark where seq = ?");
    }

    /** A row of the event table, as far as totals need it. */
    private record Row(long seq, long owner, long type, long action, int severity) {

        boolean global() {
            return owner == EVERYONE;
        }

        Tallies.Line in(long book) {
            return new Tallies.Line(book, type, action, severity);
        }
    }

    private record Mark(long user, boolean read, boolean gone) {}

    void take(LogRecord record) throws SQLException {
        switch (record.entry()) {
            case Entry.Published published
            when LIVE_ONLY.equals(published.event().subject().type()) -> {
                // nothing to list
            }
            case Entry.Published published -> published(record, published.event(), record.body());
            // The record also holds the object with its secrets, which has no place in a list of events.
            case Entry.ObjectChanged changed ->
                published(
                        record,
                        changed.event(),
                        EntryCodec.encode(new Entry.Published(changed.event())).body());
            case Entry.StatusChanged status -> statusChanged(status, record.timeMillis() * 1000);
            case Entry.Deleted deleted -> deleted(deleted, record.timeMillis() * 1000);
            case Entry.Checkpoint _ -> {
                // of the judge
            }
        }
    }

    void flush() throws SQLException {
        insertWaiting();
        tallies.flush();
    }

    private void insertWaiting() throws SQLException {
        events.flush();
        bodies.flush();
    }

    void discard() {
        events.discard();
        bodies.discard();
        tallies.discard();
        words.discard();
        pairs.clear();
        metPairs = true;
    }

    /**
     * Whether, since the last call, an event without an owner had a type and action that none had before, or words were
     * renumbered.
     */
    boolean hasMetPairs() {
        boolean met = metPairs;
        metPairs = false;
        return met;
    }

    private void published(LogRecord record, Event event, byte[] body) throws SQLException {
        long sequence = record.sequence();
        var owner = event.owner();
        var subject = event.subject();
        var row = new Row(
                sequence,
                owner == null ? EVERYONE : words.number(owner),
                words.number(subject.type()),
                words.number(subject.action()),
                SeverityNumbers.of(event.severity()));
        events.add(
                sequence,
                Ids.stored(event.id()),
                micros(event.time()),
                row.type(),
                row.action(),
                subject.key(),
                row.severity(),
                row.owner(),
                words.number(event.source()),
                event.operation(),
                fold(event.description()));
        bodies.add(sequence, body);
        // Its owner has seen it already.
        boolean read = owner != null && event.bornRead();
        count(row, 1, read ? 1 : 0);
        if (read) {
            put(new Mark(row.owner(), true, false), sequence, record.timeMillis() * 1000);
        }
    }

    /** Adds to the books that hold the event itself. */
    private void count(Row row, int total, int read) {
        if (row.global()) {
            tallies.add(row.in(Tallies.GLOBAL), total, read);
            meet(Sight.pair(row.type(), row.action()));
        } else {
            tallies.add(row.in(Tallies.owned(row.owner())), total, read);
            tallies.add(row.in(Tallies.ALL_OWNED), total, read);
        }
    }

    private void meet(long pair) {
        if (pairs.size() == MAX_PAIRS) {
            pairs.clear();
        }
        if (pairs.add(pair)) {
            metPairs = true;
        }
    }

    private void statusChanged(Entry.StatusChanged status, long micros) throws SQLException {
        for (var id : status.eventIds()) {
            for (var row : rows(id)) {
                long user = row.global() ? words.number(status.user()) : row.owner();
                var mark = mark(user, row.seq());
                if (mark.gone() || mark.read() == status.read()) {
                    continue;
                }
                int change = status.read() ? 1 : -1;
                if (row.global()) {
                    tallies.add(row.in(Tallies.marks(user)), 0, change);
                } else {
                    count(row, 0, change);
                }
                put(new Mark(user, status.read(), false), row.seq(), micros);
            }
        }
    }

    private void deleted(Entry.Deleted deleted, long micros) throws SQLException {
        for (var id : deleted.eventIds()) {
            for (var row : rows(id)) {
                if (row.global() && !deleted.everywhere()) {
                    dismiss(row, words.number(deleted.user()), micros);
                } else {
                    remove(row);
                }
            }
        }
    }

    private void dismiss(Row row, long user, long micros) throws SQLException {
        var mark = mark(user, row.seq());
        if (!mark.gone()) {
            tallies.add(row.in(Tallies.marks(user)), -1, mark.read() ? -1 : 0);
            put(new Mark(user, false, true), row.seq(), micros);
        }
    }

    private void remove(Row row) throws SQLException {
        boolean readByOwner = false;
        for (var mark : marks(row.seq())) {
            if (row.global()) {
                tallies.add(row.in(Tallies.marks(mark.user())), mark.gone() ? 1 : 0, mark.read() ? -1 : 0);
            } else {
                readByOwner = mark.read();
            }
        }
        count(row, -1, readByOwner ? -1 : 0);
        for (var delete : List.of(deleteEvent, deleteBody, deleteMarks)) {
            delete.setLong(1, row.seq());
            delete.executeUpdate();
        }
    }

    /** Several when an id was published again after its deduplication window. */
    private List<Row> rows(String id) throws SQLException {
        insertWaiting();
        findEvent.setObject(1, Ids.stored(id));
        var rows = new ArrayList<Row>(1);
        try (var found = findEvent.executeQuery()) {
            while (found.next()) {
                rows.add(new Row(
                        found.getLong(1), found.getLong(2), found.getLong(3), found.getLong(4), found.getInt(5)));
            }
        }
        return rows;
    }

    private Mark mark(long user, long seq) throws SQLException {
        findMark.setLong(1, user);
        findMark.setLong(2, seq);
        try (var found = findMark.executeQuery()) {
            return found.next()
                    ? new Mark(found.getLong(1), found.getBoolean(2), found.getBoolean(3))
                    : new Mark(user, false, false);
        }
    }

    private List<Mark> marks(long seq) throws SQLException {
        findMarks.setLong(1, seq);
        var marks = new ArrayList<Mark>();
        try (var found = findMarks.executeQuery()) {
            while (found.next()) {
                marks.add(new Mark(found.getLong(1), found.getBoolean(2), found.getBoolean(3)));
            }
        }
        return marks;
    }

    private void put(Mark mark, long seq, long micros) throws SQLException {
        putMark.setLong(1, mark.user());
        putMark.setLong(2, seq);
        putMark.setBoolean(3, mark.read());
        putMark.setBoolean(4, mark.gone());
        putMark.setLong(5, micros);
        putMark.executeUpdate();
    }

    /** Microseconds since 1970, cut to what a long can hold: a publisher may claim any year. */
    static long micros(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException outside) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
