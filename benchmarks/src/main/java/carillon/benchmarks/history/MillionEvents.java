package carillon.benchmarks.history;

import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import carillon.sdk.event.Severity;
import carillon.server.sqlite.SqliteHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Fills a history and asks for pages of 25, each with total and counts as the notification centre does: of a user with a
 * hundredth of the events (another hundredth is for everyone), and of an administrator who sees all.
 *
 * <p>Arguments: how many events (1 000 000), how many times each question is asked (300).
 */
public final class MillionEvents {

    private static final int BATCH = 5_000;
    private static final int USERS = 99;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> CATEGORIES = List.of(
            "connection", "pattern", "filter", "application", "meshsync", "relationship", "entity", "registration");
    private static final List<String> ACTIONS = List.of("create", "update", "delete", "deploy", "ping");
    private static final List<String> PLACES = List.of("staging", "production", "test", "edge", "archive");

    private final Random random = new Random(1);

    private MillionEvents() {}

    public static void main(String[] args) throws Exception {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int times = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        var directory = Files.createTempDirectory("million");
        try (var history = SqliteHistory.open(directory.resolve("history.db"))) {
            var run = new MillionEvents();
            run.fill(history, events);
            print("file: %d MB", Files.size(directory.resolve("history.db")) >> 20);
            for (var viewer : List.of(Viewer.unrestricted("user0", false), Viewer.unrestricted("root", true))) {
                print("| %s | total | p50 ms | p99 ms | max ms |", viewer.seesAll() ? "administrator" : "user");
                print("|---|---:|---:|---:|---:|");
                measure("newest", history, times, viewer, Set.of(), Set.of(), null, null);
                measure("unread", history, times, viewer, Set.of(), Set.of(), false, null);
                var severities = Set.of(Severity.ERROR, Severity.WARNING);
                var types = Set.of("connection", "pattern");
                measure("status, severity, category", history, times, viewer, severities, types, false, null);
                measure("the same and a common text", history, times, viewer, severities, types, false, "staging");
                measure("the same and a rare text", history, times, viewer, severities, types, false, "cluster 4711");
                measure("a rare text alone", history, times / 10, viewer, Set.of(), Set.of(), null, "cluster 4711");
            }
            print("a thousand of the user's events marked: %s", bulk(history, events));
        } finally {
            delete(directory);
        }
    }

    /** What a change of 1,000 events asks of the history: which are the user's, one record, what became of them. */
    private static String bulk(SqliteHistory history, int events) {
        var user = Viewer.unrestricted("user0", false);
        var ids = history.query(query(user, Set.of(), Set.of(), null, null, 1_000)).items().stream()
                .map(item -> item.stored().event().id())
                .toList();
        var took = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        for (int i = 1; i <= 50; i++) {
            long before = System.nanoTime();
            var touched = history.visible(Set.copyOf(ids), user);
            var draft = EntryCodec.encode(new Entry.StatusChanged("user0", List.copyOf(touched), i % 2 == 1));
            history.apply(
                    "epoch",
                    List.of(new LogRecord(events + i, START.toEpochMilli() + events, draft.kind(), draft.body())));
            history.find(touched, user);
            took.recordValue(System.nanoTime() - before);
        }
        return "p50 %.1f ms, p99 %.1f ms"
                .formatted(took.getValueAtPercentile(50) / 1e6, took.getValueAtPercentile(99) / 1e6);
    }

    private static HistoryQuery query(
            Viewer viewer,
            Set<Severity> severities,
            Set<String> types,
            @Nullable Boolean read,
            @Nullable String text,
            int limit) {
        return new HistoryQuery(
                viewer,
                types,
                Set.of(),
                Set.of(),
                severities,
                Set.of(),
                Set.of(),
                Set.of(),
                read,
                text,
                null,
                null,
                HistoryQuery.Order.SEQUENCE,
                true,
                0,
                limit,
                HistoryQuery.PAGE_BYTES);
    }

    private void fill(SqliteHistory history, int events) {
        long started = System.nanoTime();
        long applying = 0;
        var records = new ArrayList<LogRecord>(BATCH);
        for (int i = 1; i <= events; i++) {
            var draft = EntryCodec.encode(new Entry.Published(event(i)));
            records.add(new LogRecord(i, START.toEpochMilli() + i, draft.kind(), draft.body()));
            if (records.size() == BATCH || i == events) {
                long before = System.nanoTime();
                history.apply("epoch", records);
                applying += System.nanoTime() - before;
                records.clear();
            }
        }
        print(
                "%d events in %.1f s; the history alone took %.1f s: %.0f events/s",
                events, (System.nanoTime() - started) / 1e9, applying / 1e9, events / (applying / 1e9));
    }

    private Event event(int i) {
        int hundredth = i % 100;
        return Event.about(pick(CATEGORIES), pick(ACTIONS), new UUID(random.nextLong(), random.nextLong()).toString())
                .id(new UUID(random.nextLong(), random.nextLong()).toString())
                .time(START.plusSeconds(i))
                .severity(pick(List.of(Severity.values())))
                .owner(hundredth == USERS ? null : "user" + hundredth)
                .source("server")
                .description(
                        "Could not reach cluster " + random.nextInt(10_000) + " in " + pick(PLACES) + ": no answer")
                .build();
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static void measure(
            String name,
            SqliteHistory history,
            int times,
            Viewer viewer,
            Set<Severity> severities,
            Set<String> types,
            @Nullable Boolean read,
            @Nullable String text) {
        var query = query(viewer, severities, types, read, text, 25);
        var took = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        long total = 0;
        for (int i = 0; i < times + times / 10; i++) {
            long before = System.nanoTime();
            total = history.query(query).total();
            history.counts(viewer);
            if (i >= times / 10) {
                took.recordValue(System.nanoTime() - before);
            }
        }
        print(
                "| %s | %d | %.2f | %.2f | %.2f |",
                name,
                total,
                took.getValueAtPercentile(50) / 1e6,
                took.getValueAtPercentile(99) / 1e6,
                took.getMaxValue() / 1e6);
    }

    private static void delete(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @SuppressWarnings("SystemOut")
    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
