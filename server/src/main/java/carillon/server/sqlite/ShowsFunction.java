package carillon.server.sqlite;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.thread.LastResort;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/**
 * {@code shows(bytes, seq)} in SQL: whether whoever asks at present may see the event. The claims keep one meaning, in
 * the core, rather than a second one in SQL. Belongs to one connection, and so to one question at a time.
 */
final class ShowsFunction extends Function {

    static final String NAME = "shows";

    private final LastResort lastResort;
    private Visibility asking = Visibility.EVERYTHING;

    private ShowsFunction(LastResort lastResort) {
        this.lastResort = lastResort;
    }

    static ShowsFunction on(Connection connection, LastResort lastResort) throws SQLException {
        var shows = new ShowsFunction(lastResort);
        Function.create(connection, NAME, shows, 2, 0);
        return shows;
    }

    /** Who is meant from now on. */
    void forViewer(Visibility visibility) {
        asking = visibility;
    }

    @Override
    protected void xFunc() throws SQLException {
        try {
            result(asking.shows(Reader.event(value_long(1), value_blob(0))) ? 1 : 0);
        } catch (Error broken) {
            // SQLite makes the text of an error of whatever comes out of here.
            var _ = lastResort.judge(broken);
            throw broken;
        }
    }
}
