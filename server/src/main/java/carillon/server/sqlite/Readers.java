package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The few connections that answer questions. Whoever asks while all are busy waits for one. */
final class Readers implements AutoCloseable {

    private static final int COUNT = 4;

    private final Database database;
    private final List<Handle> all = new ArrayList<>();
    private final BlockingQueue<Reader> free = new ArrayBlockingQueue<>(COUNT);

    /**
     * Opens them.
     *
     * @param met how often the intake has met a type and action that no event without an owner had
     */
    Readers(Database database, LongSupplier met) throws SQLException {
        this.database = database;
        for (int i = 0; i < COUNT; i++) {
            var connection = database.reader();
            var handle = Jdbi.create(() -> connection).open();
            all.add(handle);
            free.add(new Reader(handle, ShowsFunction.on(connection), new UnownedPairs(), met));
        }
    }

    <T> T ask(Function<Reader, T> question) {
        Reader reader;
        try {
            reader = free.take();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HistoryUnavailableException("interrupted while all connections were busy", interrupted);
        }
        try {
            return question.apply(reader);
        } catch (JdbiException failed) {
            throw new HistoryUnavailableException(
                    "the history in " + database.file() + " cannot be read: " + failed.getMessage(), failed);
        } finally {
            free.add(reader);
        }
    }

    @Override
    public void close() {
        all.forEach(Handle::close);
    }
}
