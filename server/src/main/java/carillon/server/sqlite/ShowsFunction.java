package carillon.server.sqlite;

import carillon.core.access.Authorizer.Visibility;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/**
 * {@code shows(bytes, seq)} in SQL: whether whoever asks at present may see the event. The claims keep one meaning, in
 * the core, rather than a second one in SQL. Belongs to one connection, and so to one question at a time.
 */
final class ShowsFunction extends Function {

    static final String NAME = "shows";

    private Visibility asking = Visibility.EVERYTHING;

    static ShowsFunction on(Connection connection) throws SQLException {
        var shows = new ShowsFunction();
        Function.create(connection, NAME, shows, 2, 0);
        return shows;
    }

    /** Who is meant from now on. */
    void forViewer(Visibility visibility) {
        asking = visibility;
    }

    @Override
    protected void xFunc() throws SQLException {
        result(asking.shows(Reader.event(value_long(1), value_blob(0))) ? 1 : 0);
    }
}
