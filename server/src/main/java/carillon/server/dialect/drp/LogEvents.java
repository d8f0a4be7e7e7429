package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.thread.HubThread;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import carillon.sdk.event.Severity;
import carillon.server.access.LoginGate;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.LoggerFactory;

/**
 * The server's own log as events {@code log.LEVEL.SERVICE} (section 13.3).
 *
 * <p>Never in a loop: what storing and delivering events logs is left out, and so is everything beyond a few lines a
 * second, so that even a line that is missing in that list cannot feed itself. Whoever logs is never held up: lines that
 * find the queue full are only in the log.
 */
public final class LogEvents extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    /** Whatever an event passes on its way: their lines about an event would be events about a line. */
    private static final List<String> ON_THE_WAY = List.of(
            // Anybody may cause failed logins: they must not fill the journal.
            LoginGate.LOGGER,
            "carillon.core.",
            "carillon.server.segmentlog",
            "carillon.server.sqlite",
            "carillon.server.http",
            LogEvents.class.getName());

    private static final int WAITING = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Hub hub;
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
    private final String group = Long.toHexString(System.currentTimeMillis());
    private final HubThread publisher;
    private long sequence;

    private LogEvents(Hub hub) {
        this.hub = hub;
        this.publisher = hub.threads().thread("log-events", PAUSE, this::publishOne);
    }

    /** Begins with everything from this level on. */
    public static LogEvents attach(Hub hub, Level from) {
        var events = new LogEvents(hub);
        events.setName("events");
        events.addFilter(new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent line) {
                return line.getLevel().isGreaterOrEqual(from) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        });
        if (root() instanceof Logger root) {
            events.setContext(root.getLoggerContext());
            events.start();
            root.addAppender(events);
        }
        events.publisher.start();
        return events;
    }

    private static org.slf4j.Logger root() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? context.getLogger("carillon")
                : LoggerFactory.getLogger("carillon");
    }

    @Override
    protected void append(ILoggingEvent line) {
        if (ON_THE_WAY.stream().noneMatch(line.getLoggerName()::startsWith)) {
            // False when full: then it is in the log alone.
            boolean taken = waiting.offer(event(line));
            sequence += taken ? 1 : 0;
            publisher.wake();
        }
    }

    private Event event(ILoggingEvent line) {
        var level = line.getLevel().toString().toLowerCase(Locale.ROOT);
        var service = service(line.getLoggerName());
        var time = Instant.ofEpochMilli(line.getTimeStamp());
        var object = Json.mapper()
                .createObjectNode()
                .put("Group", group)
                .put("Seq", sequence)
                .put("Time", Rfc3339.format(time))
                .put("Service", service)
                .put("Principal", "system")
                .put("Level", level)
                .put("File", line.getLoggerName())
                .put("Line", 0)
                .put("Message", line.getFormattedMessage());
        object.putArray("Data");
        object.put("IgnorePublish", false);
        return Event.about("log", level, service)
                .time(time)
                .severity(severity(line.getLevel()))
                .principal("system")
                .description(line.getFormattedMessage().lines().findFirst().orElse(""))
                .object(Json.of(object))
                .build();
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> Severity.ERROR;
            case Level.WARN_INT -> Severity.WARNING;
            case Level.INFO_INT -> Severity.INFORMATIONAL;
            default -> Severity.DEBUG;
        };
    }

    /** The package that it comes from: {@code drp} of {@code carillon.server.dialect.drp.DrpSocket}. */
    private static String service(String logger) {
        var parts = logger.split("\\.", -1);
        return parts.length < 2 ? logger : parts[parts.length - 2];
    }

    private long publishOne() throws Exception {
        var next = waiting.poll();
        if (next == null) {
            return HubThread.UNTIL_WOKEN;
        }
        var outcome = hub.publish(Principal.SYSTEM, next);
        // A refusal must not be logged: that line would be refused as well.
        publisher.waiting(() ->
                outcome.toCompletableFuture().exceptionally(failed -> null).get());
        publisher.pause(PAUSE.toNanos(), () -> false);
        return publisher.closing() ? HubThread.UNTIL_WOKEN : HubThread.AT_ONCE;
    }

    /** What still waits is in the log. */
    @Override
    public void close() {
        if (root() instanceof Logger root) {
            root.detachAppender(this);
        }
        stop();
        try {
            publisher.close();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
