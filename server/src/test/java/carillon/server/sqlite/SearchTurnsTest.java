package carillon.server.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.core.thread.ThreadHealth;
import carillon.sdk.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slow searches: what they cost others. A search is slow here for as long as the claims of its viewer do not decide. */
@Timeout(60)
class SearchTurnsTest {

    /** Each search asks the claims about all of them: with more, those of a test take minutes on a busy machine. */
    private static final int EVENTS = 200;

    private static final Viewer ADA = Viewer.unrestricted("ada", false);
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    @TempDir
    Path directory;

    private final CountDownLatch decided = new CountDownLatch(1);
    private final AtomicInteger slow = new AtomicInteger();

    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final HubThreads threads = new HubThreads(new LastResort((name, cause) -> ends.add(name)));

    private SqliteHistory history;

    @BeforeEach
    void open() {
        history = SqliteHistory.open(directory.resolve("history.db"), threads, Duration.ofSeconds(30));
        history.apply(
                "e",
                LongStream.rangeClosed(1, EVENTS)
                        .mapToObj(SearchTurnsTest::event)
                        .toList());
    }

    @AfterEach
    void close() {
        decided.countDown();
        history.close();
    }

    private static LogRecord event(long sequence) {
        var draft = EntryCodec.encode(new Entry.Published(Event.about("machines", "update", "m" + sequence)
                .id("id" + sequence)
                .description("event " + sequence)
                .build()));
        return new LogRecord(sequence, sequence, draft.kind(), draft.body());
    }

    private Viewer slowViewer(String user) {
        return new Viewer(user, false, event -> {
            if (event.id().equals("id" + EVENTS)) {
                slow.incrementAndGet();
                try {
                    decided.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        });
    }

    private CompletableFuture<Long> slowSearch(String user) {
        var query = HistoryQuery.of(slowViewer(user));
        return CompletableFuture.supplyAsync(() -> history.query(query).total(), VIRTUAL);
    }

    @Test
    void slowSearchesHoldNoCarrierOfVirtualThreads() throws InterruptedException {
        var searches = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 2; i++) {
            searches.add(slowSearch("user" + i));
        }
        await().until(() -> slow.get() >= 2);
        var other = new CountDownLatch(1);
        Thread.startVirtualThread(other::countDown);
        assertThat(other.await(10, TimeUnit.SECONDS))
                .as("a virtual thread runs")
                .isTrue();
        decided.countDown();
        searches.forEach(search -> assertThat(search.join()).isEqualTo(EVENTS));
    }

    @Test
    void oneCallersSlowSearchesKeepNobodyWaiting() {
        var searches = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < 50; i++) {
            searches.add(slowSearch("eve"));
        }
        await().until(() -> slow.get() >= 2);
        long asked = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            var quick = CompletableFuture.supplyAsync(
                    () -> history.counts(Viewer.unrestricted("ada", false)).total(), VIRTUAL);
            assertThat(quick.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(EVENTS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
        decided.countDown();
        searches.forEach(search -> assertThat(search.join()).isEqualTo(EVENTS));
    }

    @Test
    void whatOneCallerLetsWaitIsBounded() {
        var refusals = new AtomicInteger();
        var searches = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < 400; i++) {
            searches.add(slowSearch("eve").exceptionally(failed -> {
                assertThat(refusal(failed)).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                refusals.incrementAndGet();
                return (long) EVENTS;
            }));
        }
        await().until(() -> refusals.get() > 100);
        assertThat(history.types(Viewer.unrestricted("ada", false)).types()).containsExactly("machines");
        decided.countDown();
        searches.forEach(search -> assertThat(search.join()).isEqualTo(EVENTS));
        assertThat(refusals.get()).isLessThan(150);
    }

    private static @Nullable ErrorCode refusal(Throwable failed) {
        var cause = failed instanceof CompletionException wrapped ? wrapped.getCause() : failed;
        return cause instanceof RefusedException refused ? refused.refusal().code() : null;
    }

    @Test
    void aSearchThatTakesTooLongIsStoppedAndSaysSo() {
        try (var strict = SqliteHistory.open(directory.resolve("strict.db"), threads, Duration.ofNanos(1))) {
            strict.apply(
                    "e",
                    LongStream.rangeClosed(1, 10_000)
                            .mapToObj(SearchTurnsTest::event)
                            .toList());
            var search = search("nothing");
            assertThatThrownBy(() -> strict.query(search))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.SEARCH_TOO_EXPENSIVE));
            assertThat(strict.query(HistoryQuery.of(Viewer.unrestricted("ada", true)))
                            .items())
                    .as("the connection goes on; what costs little is answered")
                    .hasSize(25);
        }
    }

    @Test
    void closingEndsSearchesThatRunAndRefusesThoseThatWait() {
        var searches = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < 10; i++) {
            searches.add(slowSearch("eve"));
        }
        await().until(() -> slow.get() >= 2);
        var closing = CompletableFuture.runAsync(history::close, VIRTUAL);
        await().until(() -> searches.stream().filter(CompletableFuture::isDone).count() >= 6);
        decided.countDown();
        closing.join();
        assertThat(searches).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> history.counts(Viewer.unrestricted("ada", false)))
                .isInstanceOf(HistoryUnavailableException.class);
    }

    @Test
    void theThreadsAreKnown() {
        assertThat(threads.health())
                .extracting(ThreadHealth::name)
                .contains("history-reader-1", "history-reader-4")
                .allMatch(name -> name.startsWith("history-reader-"));
        history.close();
        assertThat(threads.health()).isEmpty();
    }

    @Test
    void whatASearchThrowsIsItsAnswerAndTheThreadGoesOn() {
        assertThatThrownBy(() -> history.find(thrown(new StackOverflowError("planted")), ADA, 1_000))
                .isInstanceOf(StackOverflowError.class);
        assertThat(history.counts(ADA).total()).isEqualTo(EVENTS);
        assertThat(threads.health()).allMatch(ThreadHealth::alive);
        assertThat(ends).isEmpty();
    }

    @Test
    void anErrorThatCannotBeSurvivedEndsTheProcess() {
        assertThatThrownBy(() -> history.find(thrown(new OutOfMemoryError("planted")), ADA, 1_000))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(ends).singleElement().asString().startsWith("history-reader-");
        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(threads.health()).anyMatch(thread -> !thread.alive()));
        var eve = new Viewer("eve", false, event -> {
            throw new OutOfMemoryError("planted");
        });
        assertThatThrownBy(() -> history.query(HistoryQuery.of(eve))).isInstanceOf(HistoryUnavailableException.class);
        assertThat(ends).as("also in a function that SQLite calls").hasSizeGreaterThan(1);
    }

    private static Set<String> thrown(Error error) {
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                throw error;
            }

            @Override
            public int size() {
                throw error;
            }
        };
    }

    private static HistoryQuery search(String text) {
        var all = HistoryQuery.of(Viewer.unrestricted("ada", true));
        return new HistoryQuery(
                all.viewer(),
                all.types(),
                all.actions(),
                all.keys(),
                all.severities(),
                all.owners(),
                all.sources(),
                all.operations(),
                null,
                text,
                null,
                null,
                all.order(),
                true,
                0,
                25,
                HistoryQuery.PAGE_BYTES);
    }
}
