package carillon.server.dialect.eventsprotocol;

import carillon.sdk.event.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shape of an event in a payload, for the documentation. */
record PublishInput(
        String type,
        @Nullable String action,
        @Nullable String key,
        @Nullable String id,
        @Nullable Instant time,
        @Nullable Severity severity,
        @Nullable String owner,
        @Nullable String source,
        @Nullable String operation,
        @Nullable String description,
        @Nullable Object object,
        @Nullable Object original,
        @Nullable Map<String, Object> metadata) {}
