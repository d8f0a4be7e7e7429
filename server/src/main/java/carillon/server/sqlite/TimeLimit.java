package carillon.server.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Stops the statements of one connection when their question has taken its time or its caller has gone. SQLite asks between
 * steps of a statement, on the thread that runs it, so that nothing can be stopped by mistake after its end.
 */
final class TimeLimit extends ProgressHandler {

    /** About a millisecond of work. */
    private static final int STEPS = 20_000;

    private volatile @Nullable Question<?> asked;

    private volatile Runnable progressed = () -> {};

    static TimeLimit on(Connection connection) throws SQLException {
        var limit = new TimeLimit();
        ProgressHandler.setHandler(connection, STEPS, limit);
        return limit;
    }

    /** Which question the next statements belong to; null for none. */
    void watch(@Nullable Question<?> question) {
        asked = question;
    }

    /** Has somebody told, again and again, that a statement goes on. */
    void onProgress(Runnable told) {
        progressed = told;
    }

    @Override
    protected int progress() {
        progressed.run();
        var question = asked;
        return question != null && question.isOver() ? 1 : 0;
    }
}
