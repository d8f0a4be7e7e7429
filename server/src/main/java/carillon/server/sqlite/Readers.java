package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that answer questions, each with a connection of its own. SQLite is native code: on a virtual thread it would
 * hold a carrier, and as many searches as there are processors would stop every other virtual thread.
 */
final class Readers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    /** More than processors, because some wait for the disk; each has a cache of 16 MiB. */
    private static final int COUNT = Math.clamp(Runtime.getRuntime().availableProcessors(), 4, 8);

    private final Database database;
    private final Consumer<SQLException> damaged;
    private final Turns turns = new Turns(COUNT);
    private final Set<Question<?>> running = ConcurrentHashMap.newKeySet();
    private final List<Place> places = new ArrayList<>();

    private record Place(Handle handle, Reader reader, TimeLimit limit) {}

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    /**
     * Opens the connections and starts the threads.
     *
     * @param met how often the intake has met a type and action that no event without an owner had
     * @param damaged told when a question finds the file damaged
     */
    Readers(Database database, LongSupplier met, Consumer<SQLException> damaged) throws SQLException {
        this.database = database;
        this.damaged = damaged;
        boolean open = false;
        try {
            for (int i = 0; i < COUNT; i++) {
                places.add(place(database.reader(), met));
            }
            open = true;
        } finally {
            if (!open) {
                places.forEach(place -> place.handle().close());
            }
        }
        for (var place : places) {
            threads.add(Thread.ofPlatform()
                    .name("history-reader-", threads.size() + 1L)
                    .daemon(true)
                    .start(() -> answerAll(place)));
        }
    }

    private static Place place(Connection connection, LongSupplier met) throws SQLException {
        var handle = Jdbi.create(() -> connection).open();
        return new Place(
                handle,
                new Reader(handle, ShowsFunction.on(connection), new UnownedPairs(), met),
                TimeLimit.on(connection));
    }

    /**
     * Waits for the answer.
     *
     * @param caller whose turn it takes
     * @param limit how long it may work
     */
    <T> T ask(String caller, Duration limit, Function<Reader, T> work) {
        var question = new Question<>(caller, limit, work);
        turns.add(question);
        return question.await();
    }

    private void answerAll(Place place) {
        try {
            for (var question = turns.next(); question != null; question = turns.next()) {
                try {
                    answer(place, question);
                } finally {
                    turns.done(question);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            place.handle().close();
        }
    }

    // Whatever is thrown becomes the answer: the caller would wait for it otherwise, and the thread has others to
    // serve.
    @SuppressWarnings("CatchingUnchecked")
    private void answer(Place place, Question<?> question) {
        if (!question.begin()) {
            return;
        }
        running.add(question);
        if (closing) {
            question.cancel();
        }
        place.limit().watch(question);
        try {
            question.answer(place.reader());
        } catch (Throwable failed) {
            question.refuse(shown(failed, question));
        } finally {
            place.limit().watch(null);
            running.remove(question);
        }
    }

    private Throwable shown(Throwable failed, Question<?> question) {
        var cause = Faults.in(failed);
        if (cause == null) {
            return failed;
        }
        if (Faults.isInterrupt(cause)) {
            return question.isCancelled() ? ending() : question.tookTooLong();
        }
        if (Faults.isDamage(cause)) {
            damaged.accept(cause);
        }
        LOG.warn("a search failed", cause);
        return Faults.unavailable(database.file(), cause);
    }

    private static HistoryUnavailableException ending() {
        return new HistoryUnavailableException("the history is being closed or rebuilt; ask again in a moment");
    }

    boolean isClosed() {
        return closing;
    }

    /** Ends the running questions, and refuses those that wait. When it returns, no connection is open. */
    @Override
    public void close() {
        closing = true;
        turns.close().forEach(question -> question.refuse(ending()));
        running.forEach(Question::cancel);
        boolean interrupted = false;
        for (var thread : threads) {
            interrupted |= !joined(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joined(Thread thread) {
        boolean asked = false;
        while (true) {
            try {
                thread.join();
                return !asked;
            } catch (InterruptedException again) {
                asked = true;
            }
        }
    }
}
