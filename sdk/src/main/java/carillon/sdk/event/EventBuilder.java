package carillon.sdk.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of one {@link Event}. Whatever is not set has its default: a fresh {@link EventId}, the present
 * time, severity {@link Severity#INFORMATIONAL}, no owner, empty texts. One thread; may build several events, which then
 * share an id unless it is set anew.
 */
public final class EventBuilder {

    private Subject subject;
    private @Nullable String id;
    private @Nullable Instant time;
    private Severity severity = Severity.INFORMATIONAL;
    private String principal = "";
    private @Nullable String owner;
    private String source = "";
    private String operation = "";
    private String description = "";
    private Json object = Json.NULL;
    private Json original = Json.NULL;
    private Json metadata = Json.EMPTY_OBJECT;
    private EventStatus status = EventStatus.UNREAD;

    EventBuilder(Subject subject) {
        this.subject = subject;
    }

    EventBuilder(Event event) {
        this.subject = event.subject();
        this.id = event.id();
        this.time = event.time();
        this.severity = event.severity();
        this.principal = event.principal();
        this.owner = event.owner();
        this.source = event.source();
        this.operation = event.operation();
        this.description = event.description();
        this.object = event.object();
        this.original = event.original();
        this.metadata = event.metadata();
        this.status = event.status();
    }

    public EventBuilder subject(Subject value) {
        subject = value;
        return this;
    }

    public EventBuilder id(String value) {
        id = value;
        return this;
    }

    public EventBuilder time(Instant value) {
        time = value;
        return this;
    }

    public EventBuilder severity(Severity value) {
        severity = value;
        return this;
    }

    public EventBuilder principal(String value) {
        principal = value;
        return this;
    }

    /** The user that the event is addressed to; {@code null} for everyone. */
    public EventBuilder owner(@Nullable String value) {
        owner = value;
        return this;
    }

    public EventBuilder source(String value) {
        source = value;
        return this;
    }

    public EventBuilder operation(String value) {
        operation = value;
        return this;
    }

    public EventBuilder description(String value) {
        description = value;
        return this;
    }

    public EventBuilder object(Json value) {
        object = value;
        return this;
    }

    public EventBuilder original(Json value) {
        original = value;
        return this;
    }

    /** A JSON object. */
    public EventBuilder metadata(Json value) {
        metadata = value;
        return this;
    }

    /** Whether the owner has seen it already. */
    public EventBuilder status(EventStatus value) {
        status = value;
        return this;
    }

    public Event build() {
        return new Event(
                id == null ? EventId.next() : id,
                time == null ? Instant.now() : time,
                subject,
                severity,
                principal,
                owner,
                source,
                operation,
                description,
                object,
                original,
                metadata,
                status);
    }
}
