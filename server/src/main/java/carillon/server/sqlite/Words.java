package carillon.server.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers for texts that repeat. Writer thread only; readers ask the table. */
final class Words {

    /** Bounded, because types and owners come from outside; what falls out is looked up again. */
    private static final int CACHED = 50_000;

    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final Map<String, Long> cache = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CACHED;
        }
    };

    Words(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("select id from word where text = ?");
        this.insert = connection.prepareStatement("insert into word (text) values (?) returning id");
    }

    /** The text's number, given now if it has none; always above zero. */
    long number(String text) throws SQLException {
        var known = cache.get(text);
        if (known != null) {
            return known;
        }
        long number = ask(find, text);
        if (number == 0) {
            number = ask(insert, text);
        }
        cache.put(text, number);
        return number;
    }

    /** Forgets the cache: numbers given in a transaction that was rolled back are not in the table. */
    void discard() {
        cache.clear();
    }

    private static long ask(PreparedStatement statement, String text) throws SQLException {
        statement.setString(1, text);
        try (var found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }
}
