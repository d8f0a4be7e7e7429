package carillon.testkit.history;

import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A history in memory that walks over everything for every question: slow, and too simple to be wrong. */
public final class FakeHistory implements History {

    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final Map<MarkOf, Mark> marks = new HashMap<>();
    private String epoch = "";
    private long applied;
    private @Nullable String broken;

    private record MarkOf(String user, long sequence) {}

    private record Mark(boolean read, boolean gone, Instant updated) {}

    @Override
    public synchronized String epoch() {
        return epoch;
    }

    @Override
    public synchronized long applied() {
        return applied;
    }

    @Override
    public synchronized void continueAs(String nextEpoch) {
        epoch = nextEpoch;
    }

    @Override
    public synchronized void apply(String fromEpoch, List<LogRecord> records) {
        if (!epoch.isEmpty() && !epoch.equals(fromEpoch)) {
            throw new IllegalStateException("the history is of epoch " + epoch + ", not " + fromEpoch);
        }
        if (broken != null) {
            throw new HistoryUnavailableException(broken);
        }
        epoch = fromEpoch;
        for (var record : records) {
            if (record.sequence() > applied) {
                take(record);
                applied = record.sequence();
            }
        }
        notifyAll();
    }

    /** From now on nothing can be applied; null ends that. */
    public synchronized void breakDown(@Nullable String reason) {
        broken = reason;
    }

    private void take(LogRecord record) {
        switch (record.entry()) {
            case Entry.Published published -> put(record, published.event());
            case Entry.ObjectChanged changed -> put(record, changed.event());
            case Entry.StatusChanged status -> mark(status, Instant.ofEpochMilli(record.timeMillis()));
            case Entry.Deleted deleted -> delete(deleted, Instant.ofEpochMilli(record.timeMillis()));
            case Entry.Checkpoint _ -> {
                // Of the judge.
            }
        }
    }

    private void put(LogRecord record, Event event) {
        events.put(record.sequence(), event);
        var owner = event.owner();
        if (owner != null && event.bornRead()) {
            marks.put(
                    markOf(new StoredEvent(record.sequence(), event), owner),
                    new Mark(true, false, Instant.ofEpochMilli(record.timeMillis())));
        }
    }

    private void mark(Entry.StatusChanged status, Instant now) {
        withIds(status.eventIds()).forEach(stored -> {
            var of = markOf(stored, status.user());
            var old = marks.get(of);
            boolean read = old != null && old.read();
            if (read != status.read() && (old == null || !old.gone())) {
                marks.put(of, new Mark(status.read(), false, now));
            }
        });
    }

    private void delete(Entry.Deleted deleted, Instant now) {
        for (var stored : withIds(deleted.eventIds()).toList()) {
            if (stored.event().owner() == null && !deleted.everywhere()) {
                marks.put(markOf(stored, deleted.user()), new Mark(false, true, now));
            } else {
                events.remove(stored.sequence());
                marks.keySet().removeIf(of -> of.sequence() == stored.sequence());
            }
        }
    }

    private Stream<StoredEvent> withIds(Collection<String> ids) {
        return stored().filter(stored -> ids.contains(stored.event().id()));
    }

    private Stream<StoredEvent> stored() {
        return events.entrySet().stream().map(entry -> new StoredEvent(entry.getKey(), entry.getValue()));
    }

    private static MarkOf markOf(StoredEvent stored, String viewer) {
        return new MarkOf(Objects.requireNonNullElse(stored.event().owner(), viewer), stored.sequence());
    }

    @Override
    public synchronized void clear() {
        events.clear();
        marks.clear();
        epoch = "";
        applied = 0;
    }

    @Override
    public synchronized boolean await(long sequence, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (applied < sequence) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }

    /** Everything that somebody sees, with the state that applies to them. */
    private Stream<HistoryItem> seen(Viewer viewer) {
        return stored().filter(stored -> {
                    var owner = stored.event().owner();
                    return viewer.seesAll()
                            || (owner == null ? viewer.claims().shows(stored.event()) : owner.equals(viewer.user()));
                })
                .flatMap(stored -> {
                    var mark = marks.get(markOf(stored, viewer.user()));
                    if (mark == null) {
                        return Stream.of(
                                new HistoryItem(stored, false, stored.event().time(), bytes(stored)));
                    }
                    return mark.gone()
                            ? Stream.empty()
                            : Stream.of(new HistoryItem(stored, mark.read(), mark.updated(), bytes(stored)));
                });
    }

    @Override
    public synchronized HistoryPage query(HistoryQuery query) {
        var matching = seen(query.viewer())
                .filter(item -> matches(query, item))
                .sorted(order(query))
                .toList();
        var page = within(
                query.maxBytes(),
                matching.stream().skip(query.offset()).limit(query.limit()).toList());
        return new HistoryPage(page, matching.size(), query.offset() + page.size() < matching.size());
    }

    /** As many as fit, and the first one. */
    private static List<HistoryItem> within(int maxBytes, List<HistoryItem> items) {
        var fitting = new ArrayList<HistoryItem>();
        long bytes = 0;
        for (var item : items) {
            bytes += item.bytes();
            if (bytes > maxBytes && !fitting.isEmpty()) {
                break;
            }
            fitting.add(item);
        }
        return fitting;
    }

    private static int bytes(StoredEvent stored) {
        return EntryCodec.encode(new Entry.Published(stored.event())).body().length;
    }

    private static boolean matches(HistoryQuery query, HistoryItem item) {
        var event = item.stored().event();
        return in(query.types(), event.subject().type())
                && in(query.actions(), event.subject().action())
                && in(query.keys(), event.subject().key())
                && in(query.severities(), event.severity())
                && in(query.sources(), event.source())
                && in(query.operations(), event.operation())
                && in(query.owners(), event.owner() == null ? HistoryQuery.EVERYONE : event.owner())
                && (query.read() == null || query.read() == item.read())
                && (query.text() == null || fold(event.description()).contains(fold(query.text())))
                && (query.since() == null || !event.time().isBefore(query.since()))
                && (query.until() == null || event.time().isBefore(query.until()));
    }

    private static <T> boolean in(Set<T> wanted, T value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Comparator<HistoryItem> order(HistoryQuery query) {
        Function<HistoryItem, Event> event = item -> item.stored().event();
        Comparator<HistoryItem> order = switch (query.order()) {
            case SEQUENCE -> Comparator.comparingInt(item -> 0);
            case TIME -> Comparator.comparing(item -> event.apply(item).time());
            case SEVERITY -> Comparator.comparing(item -> event.apply(item).severity());
            case TYPE ->
                Comparator.comparing(item -> event.apply(item).subject().type());
            case ACTION ->
                Comparator.comparing(item -> event.apply(item).subject().action());
            case DESCRIPTION ->
                Comparator.comparing(item -> fold(event.apply(item).description()));
            case UPDATED -> Comparator.comparing(HistoryItem::updated);
            case STATUS -> Comparator.comparing(HistoryItem::read);
        };
        var complete = order.thenComparingLong(item -> item.stored().sequence());
        return query.descending() ? complete.reversed() : complete;
    }

    @Override
    public synchronized HistoryCounts counts(Viewer viewer) {
        return new HistoryCounts(bySeverity(viewer, false), bySeverity(viewer, true));
    }

    private Map<Severity, Long> bySeverity(Viewer viewer, boolean read) {
        return seen(viewer)
                .filter(item -> item.read() == read)
                .collect(Collectors.groupingBy(item -> item.stored().event().severity(), Collectors.counting()));
    }

    @Override
    public synchronized EventTypes types(Viewer viewer) {
        return new EventTypes(
                distinct(viewer, event -> event.subject().type()),
                distinct(viewer, event -> event.subject().action()));
    }

    private List<String> distinct(Viewer viewer, Function<Event, String> part) {
        return seen(viewer)
                .map(item -> part.apply(item.stored().event()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public synchronized Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer, int maxBytes) {
        var found = new HashMap<String, HistoryItem>();
        within(maxBytes, withIds(eventIds, viewer).toList())
                .forEach(item -> found.put(item.stored().event().id(), item));
        return found;
    }

    @Override
    public synchronized Set<String> visible(Set<String> eventIds, Viewer viewer) {
        return withIds(eventIds, viewer).map(item -> item.stored().event().id()).collect(Collectors.toSet());
    }

    private Stream<HistoryItem> withIds(Set<String> eventIds, Viewer viewer) {
        return seen(viewer)
                .filter(item -> eventIds.contains(item.stored().event().id()));
    }

    @Override
    public synchronized List<String> expired(Instant before, int max) {
        return events.values().stream()
                .filter(event -> event.time().isBefore(before))
                .sorted(Comparator.comparing(Event::time))
                .map(Event::id)
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<String> surplus(int perOwner, int max) {
        var byOwner = seen(Viewer.unrestricted("", true))
                .filter(item -> item.stored().event().owner() != null)
                .collect(Collectors.groupingBy(
                        item -> Optional.ofNullable(item.stored().event().owner())));
        return byOwner.values().stream()
                .filter(items -> items.size() > perOwner)
                .flatMap(items -> items.stream()
                        .sorted(Comparator.comparing((HistoryItem item) -> !item.read())
                                .thenComparing(item -> item.stored().event().time()))
                        .limit((long) items.size() - perOwner))
                .map(item -> item.stored().event().id())
                .limit(max)
                .toList();
    }

    @Override
    public void close() {}
}
