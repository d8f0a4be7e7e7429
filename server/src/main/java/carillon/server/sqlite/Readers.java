package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import carillon.core.thread.HubThread;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
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

    /** After a failure that the caller has heard of there is nothing to wait for. */
    private static final Duration NO_PAUSE = Duration.ZERO;

    /** More than processors, because some wait for the disk; each has a cache of 16 MiB. */
    private static final int COUNT = Math.clamp(Runtime.getRuntime().availableProcessors(), 4, 8);

    private final Database database;
    private final Consumer<SQLException> damaged;
    private final Turns turns = new Turns(COUNT);
    private final Set<Question<?>> running = ConcurrentHashMap.newKeySet();
    private final List<Place> places = new ArrayList<>();

    private record Place(Handle handle, Reader reader, TimeLimit limit) {}

    private final HubThreads hub;
    private final List<HubThread> threads = new ArrayList<>();
    private volatile boolean closing;

    /**
     * Opens the connections and starts the threads.
     *
     * @param met how often the intake has met a type and action that no event without an owner had
     * @param damaged told when a question finds the file damaged
     */
    Readers(Database database, HubThreads hub, LongSupplier met, Consumer<SQLException> damaged) throws SQLException {
        this.database = database;
        this.hub = hub;
        this.damaged = damaged;
        boolean open = false;
        try {
            for (int i = 0; i < COUNT; i++) {
                places.add(place(database.reader(), hub.lastResort(), met));
            }
            open = true;
        } finally {
            if (!open) {
                places.forEach(place -> place.handle().close());
            }
        }
        for (int i = 0; i < COUNT; i++) {
            threads.add(thread(i));
        }
        threads.forEach(HubThread::start);
    }

    private HubThread thread(int number) {
        var thread = hub.thread("history-reader-" + (number + 1), NO_PAUSE, () -> answerNext(number));
        // A long search is not stuck; one whose disk does not answer is.
        places.get(number).limit().onProgress(thread::progress);
        return thread;
    }

    private static Place place(Connection connection, LastResort lastResort, LongSupplier met) throws SQLException {
        var handle = Jdbi.create(() -> connection).open();
        return new Place(
                handle,
                new Reader(handle, ShowsFunction.on(connection, lastResort), new UnownedPairs(), met),
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

    /** The step of a thread: one question. */
    private long answerNext(int number) throws Exception {
        var question = threads.get(number).waiting(turns::next);
        if (question == null) {
            return HubThread.UNTIL_WOKEN;
        }
        try {
            answer(places.get(number), question);
        } finally {
            turns.done(question);
        }
        return HubThread.AT_ONCE;
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
            try {
                hub.lastResort().survive(failed);
            } finally {
                question.refuse(shown(failed, question));
            }
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
            interrupted |= !closed(thread);
        }
        places.forEach(place -> place.handle().close());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean closed(HubThread thread) {
        boolean asked = false;
        while (true) {
            try {
                thread.close();
                return !asked;
            } catch (InterruptedException again) {
                asked = true;
            }
        }
    }
}
