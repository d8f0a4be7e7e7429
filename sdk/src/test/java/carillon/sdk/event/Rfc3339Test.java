package carillon.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T12:30:45.5Z",
                "2026-11-26T09:00:00.000000001Z",
                "2026-11-26T09:00:00.12Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59Z"
            })
    void aTimeIsWrittenAsItWasRead(String text) {
        assertThat(Rfc3339.format(Instant.parse(text))).isEqualTo(text);
    }

    @Test
    void itIsWhatTheFormatterOfThePlatformWrites() {
        var platform = new DateTimeFormatterBuilder().appendInstant(-1).toFormatter();
        var random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            var time = Instant.ofEpochSecond(
                    random.nextLong(-70_000_000_000L, 260_000_000_000L),
                    random.nextInt(4) == 0 ? random.nextInt(1_000) * 1_000_000L : random.nextInt(1_000_000_000));
            assertThat(Rfc3339.format(time)).isEqualTo(platform.format(time));
        }
    }
}
