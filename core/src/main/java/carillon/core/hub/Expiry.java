package carillon.core.hub;

import carillon.sdk.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Whether an event came too late: CloudEvents have an extension {@code expirytime}, which is kept as metadata. Such an event is
 * stored and found in lists, and reaches no stream, neither live nor in a replay. Follows from what is stored alone, so it is the same
 * for every reader at any time.
 */
final class Expiry {

    private static final String MEMBER = "cloudevents.expirytime";
    private static final byte[] NAME = ('"' + MEMBER + '"').getBytes(StandardCharsets.US_ASCII);

    private Expiry() {}

    /** @param arrived when the log took it, milliseconds since 1970 */
    static boolean wasOver(Event event, long arrived) {
        return mentions(event.metadata().utf8()) && at(event).isBefore(Instant.ofEpochMilli(arrived));
    }

    /** Nearly no event has it, and most have no metadata at all: nothing is parsed for those. */
    private static boolean mentions(byte[] utf8) {
        for (int from = 0; from <= utf8.length - NAME.length; from++) {
            if (utf8[from] == NAME[0] && standsAt(utf8, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean standsAt(byte[] utf8, int from) {
        for (int i = 1; i < NAME.length; i++) {
            if (utf8[from + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    /** What is no time never comes. */
    private static Instant at(Event event) {
        try {
            return OffsetDateTime.parse(event.metadata().tree().path(MEMBER).asString(""))
                    .toInstant();
        } catch (DateTimeException other) {
            return Instant.MAX;
        }
    }
}
