package carillon.server.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Totals of events and of read ones for each type, action and severity, in one book for each kind of holder:
 *
 * <ul>
 *   <li>{@link #owned}: events addressed to one user, read or not by that user
 *   <li>{@link #ALL_OWNED}: the sum of those, for administrators
 *   <li>{@link #GLOBAL}: events without an owner; nobody in particular has read them
 *   <li>{@link #marks}: what one user's marks change about the global ones: total is minus the dismissed, read is plus the
 *       read
 * </ul>
 *
 * What a viewer sees is the sum of the books {@code owned + GLOBAL + marks}, or {@code ALL_OWNED + GLOBAL + marks}.
 */
final class Tallies {

    static final long GLOBAL = 2;
    static final long ALL_OWNED = 3;

    private static final String ADD = """
            insert into tally (book, type, action, severity, total, read) values (?, ?, ?, ?, ?, ?)
            on conflict do update set total = total + excluded.total, read = read + excluded.read""";
    // A hostile publisher may invent types; what it deletes again must not stay behind.
    private static final String SWEEP =
            "delete from tally where book = ? and type = ? and action = ? and severity = ? and total = 0 and read = 0";

    private final PreparedStatement add;
    private final PreparedStatement sweep;
    private final Map<Line, long[]> pending = new HashMap<>();

    Tallies(Connection connection) throws SQLException {
        this.add = connection.prepareStatement(ADD);
        this.sweep = connection.prepareStatement(SWEEP);
    }

    /** Which line of which book. */
    record Line(long book, long type, long action, int severity) {}

    static long owned(long user) {
        return user * 4;
    }

    static long marks(long user) {
        return user * 4 + 1;
    }

    void add(Line line, long total, long read) {
        var sums = pending.computeIfAbsent(line, absent -> new long[2]);
        sums[0] += total;
        sums[1] += read;
    }

    /** Writes what was added since the last time, inside the caller's transaction. */
    void flush() throws SQLException {
        for (var entry : pending.entrySet()) {
            var line = entry.getKey();
            var sums = entry.getValue();
            if (sums[0] != 0 || sums[1] != 0) {
                bind(add, line);
                add.setLong(5, sums[0]);
                add.setLong(6, sums[1]);
                add.executeUpdate();
                if (sums[0] <= 0) {
                    bind(sweep, line);
                    sweep.executeUpdate();
                }
            }
        }
        pending.clear();
    }

    /** Forgets what was added: the transaction is rolled back. */
    void discard() {
        pending.clear();
    }

    private static void bind(PreparedStatement statement, Line line) throws SQLException {
        statement.setLong(1, line.book());
        statement.setLong(2, line.type());
        statement.setLong(3, line.action());
        statement.setInt(4, line.severity());
    }
}
