package carillon.sdk.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of {@link UserEvent}s. Setters may come in any order, the last call wins. One builder may build
 * several events: they share operation id and creation time, and each has an id of its own. One thread.
 */
public final class UserEventBuilder {

    private static final UUID ZERO = new UUID(0, 0);
    private static final int MAX_WORD = 500;
    private static final int MAX_DESCRIPTION = 5_000;

    private final UUID operationId = UUID.randomUUID();
    private final Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private UUID actedUpon = ZERO;
    private @Nullable UUID owner;
    private UUID systemId = ZERO;
    private String category = "";
    private String action = "";
    private @Nullable Severity severity;
    private String description = "";
    private Json metadata = Json.EMPTY_OBJECT;
    private EventStatus status = EventStatus.UNREAD;

    UserEventBuilder() {}

    public UserEventBuilder actedUpon(UUID value) {
        actedUpon = value;
        return this;
    }

    /** The user that the event is addressed to. */
    public UserEventBuilder fromUser(UUID value) {
        owner = value;
        return this;
    }

    /** The later name of {@link #fromUser}. */
    public UserEventBuilder fromOwner(UUID value) {
        return fromUser(value);
    }

    public UserEventBuilder fromSystem(UUID value) {
        systemId = value;
        return this;
    }

    public UserEventBuilder withCategory(String value) {
        category = value;
        return this;
    }

    public UserEventBuilder withAction(String value) {
        action = value;
        return this;
    }

    public UserEventBuilder withSeverity(Severity value) {
        severity = value;
        return this;
    }

    public UserEventBuilder withDescription(String value) {
        description = value;
        return this;
    }

    /** Replaces all metadata; null empties it. Values are what JSON can say, and {@link ErrorDetail#asMap()}. */
    public UserEventBuilder withMetadata(@Nullable Map<String, ?> value) {
        metadata = value == null ? Json.EMPTY_OBJECT : Json.of(Json.mapper().valueToTree(value));
        return this;
    }

    public UserEventBuilder withStatus(EventStatus value) {
        status = value;
        return this;
    }

    /** What was collected so far, with a fresh id. Checks nothing; setters called later do not change it. */
    public UserEvent build() {
        return new UserEvent(
                UUID.fromString(EventId.next()),
                actedUpon,
                owner,
                systemId,
                operationId,
                category,
                action,
                severity,
                description,
                metadata,
                status,
                createdAt);
    }

    /**
     * The same, but the rules that producers keep are enforced (meshery-events section 4).
     *
     * @throws InvalidEventException if any is broken
     */
    public UserEvent buildStrict() {
        var violations = violations();
        if (!violations.isEmpty()) {
            throw new InvalidEventException(violations);
        }
        return build();
    }

    private List<String> violations() {
        var violations = new ArrayList<String>();
        checkWord("category", category, violations);
        checkWord("action", action, violations);
        if (severity == null) {
            violations.add("severity is missing");
        }
        if (description.length() > MAX_DESCRIPTION) {
            violations.add("description is longer than " + MAX_DESCRIPTION + " characters");
        }
        if (severity == Severity.ERROR && !hasError()) {
            violations.add(
                    "an event of severity error needs metadata \"error\" (or \"err\") that says what went wrong");
        }
        return violations;
    }

    private static void checkWord(String name, String text, List<String> violations) {
        if (text.length() > MAX_WORD || !SnakeCase.is(text)) {
            violations.add(name + " must be snake_case, at most " + MAX_WORD + " characters: \"" + text + '"');
        }
    }

    private boolean hasError() {
        return metadata.tree().hasNonNull("error") || metadata.tree().hasNonNull("err");
    }
}
