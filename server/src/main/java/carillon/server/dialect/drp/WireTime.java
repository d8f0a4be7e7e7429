package carillon.server.dialect.drp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times that clients send (section 4). */
final class WireTime {

    /** What a client sends that has no time, and what stands for "never". */
    static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private WireTime() {}

    /** Empty if it is no such time, or of a year that other programs cannot read. */
    static Optional<Instant> read(String text) {
        try {
            var time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(ZERO) || time.isAfter(END) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
