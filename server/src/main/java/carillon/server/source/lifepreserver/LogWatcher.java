package carillon.server.source.lifepreserver;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.source.EventSink;
import carillon.server.source.Priority;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the log, and at the progress files that it names, every second. What the log held before the first look is
 * remembered, not told. A look that fails is logged and tried again: the log may come later, or be away for a moment.
 */
public final class LogWatcher implements AutoCloseable {

    /** The event type. */
    public static final String TYPE = "life_preserver";

    private static final Logger LOG = LoggerFactory.getLogger(LogWatcher.class);
    // Far more replications than run at a time; keeps a log that starts and never finishes any from filling the memory.
    private static final int MOST_PROGRESS_FILES = 100;

    private final WatcherConfig config;
    private final String source;
    private final EventSink sink;
    private final LogTail tail;
    private final Map<String, Progress> running = new LinkedHashMap<>();
    private final HubTimer thread;
    private boolean first = true;
    private boolean failing;

    public LogWatcher(WatcherConfig config, String source, EventSink sink, HubThreads threads) {
        this.thread = threads.patientTimer("life-preserver");
        this.config = config;
        this.source = source;
        this.sink = sink;
        this.tail = new LogTail(config.log(), config.positionFile());
    }

    /** Looks once, and from then on again and again. Returns after the first look. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        look();
        long period = config.poll().toNanos();
        thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        try {
            if (first) {
                rememberTheNewest();
            } else {
                tail.look(line -> LogLine.parse(line).ifPresent(meaning -> sink.publish(event(meaning))));
            }
            first = false;
            for (var progress : running.values()) {
                progress.look().ifPresent(step -> sink.publish(event(step)));
            }
            failing = false;
        } catch (IOException | RuntimeException failure) {
            if (!failing) {
                LOG.warn("cannot follow {}; trying again every {}", config.log(), config.poll(), failure);
            }
            failing = true;
        }
    }

    private void rememberTheNewest() throws IOException {
        var newest = new AtomicReference<@Nullable Event>();
        tail.look(line -> LogLine.parse(line).ifPresent(meaning -> newest.set(event(meaning))));
        var event = newest.get();
        if (event != null) {
            sink.remember(event);
        }
    }

    private Event event(LogLine line) {
        return switch (line) {
            case LogLine.Snapshot it ->
                event("snapshot", it.dataset(), 1, it.stamp() + ": New snapshot of " + it.dataset());
            case LogLine.Started it -> {
                watch(it);
                yield event("replication", it.dataset(), 1, it.stamp() + ": Starting replication for " + it.dataset());
            }
            case LogLine.Finished it -> {
                running.remove(it.dataset());
                yield event("replication", it.dataset(), 1, it.stamp() + ": Finished replication for " + it.dataset());
            }
            case LogLine.Failed it -> {
                running.remove(it.dataset());
                yield event(
                        "replication",
                        it.dataset(),
                        7,
                        it.stamp() + ": Replication Failed for " + it.dataset() + "\nLogfile available at: "
                                + it.logFile());
            }
        };
    }

    private void watch(LogLine.Started line) {
        if (line.progressFile().isEmpty()) {
            return;
        }
        if (running.size() == MOST_PROGRESS_FILES) {
            running.remove(running.keySet().iterator().next());
        }
        running.put(line.dataset(), new Progress(config.root().resolve(line.progressFile())));
    }

    private Event event(Progress.Step step) {
        return event("replication", step.pool(), 0, step.message());
    }

    private Event event(String kind, String key, int number, String message) {
        var priority = new Priority(number);
        var args = Json.mapper().createObjectNode();
        args.put("class", kind);
        args.put("message", message);
        args.put("priority", priority.text());
        return Event.about(TYPE, kind, key)
                .source(source)
                .severity(priority.severity())
                .description(message)
                .object(Json.of(args))
                .build();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (this) {
            try {
                tail.close();
            } catch (IOException failure) {
                LOG.warn("cannot close {}", config.log(), failure);
            }
        }
    }
}
