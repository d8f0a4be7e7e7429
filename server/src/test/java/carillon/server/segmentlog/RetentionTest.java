package carillon.server.segmentlog;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.log.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

    /** Ten records and 1000 bytes each, begun at 0, 10, 20 and 30 seconds. */
    private static final List<SegmentSummary> SEGMENTS = List.of(
            new SegmentSummary(1, 10, 1000, 0),
            new SegmentSummary(11, 20, 1000, 10_000),
            new SegmentSummary(21, 30, 1000, 20_000),
            new SegmentSummary(31, 40, 1000, 30_000));

    private static final Duration FOREVER = Retention.FOREVER.maxAge();

    @Test
    void foreverKeepsEverything() {
        assertThat(Keep.from(Retention.FOREVER, SEGMENTS, 4_000_000_000_000L)).isEqualTo(1);
    }

    @Test
    void byAgeASegmentGoesWhenItsYoungestRecordIsTooOld() {
        var fifteenSeconds = new Retention(Duration.ofSeconds(15), Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(Keep.from(fifteenSeconds, SEGMENTS, 20_000)).isEqualTo(1);
        assertThat(Keep.from(fifteenSeconds, SEGMENTS, 26_000)).isEqualTo(11);
        assertThat(Keep.from(fifteenSeconds, SEGMENTS, 36_000)).isEqualTo(21);
    }

    @Test
    void theSegmentBeingWrittenStaysWhateverTheLimits() {
        var nothing = new Retention(Duration.ZERO, 0, 0);
        assertThat(Keep.from(nothing, SEGMENTS, 1_000_000)).isEqualTo(31);
        assertThat(Keep.from(nothing, SEGMENTS.subList(3, 4), 1_000_000)).isEqualTo(31);
    }

    @Test
    void byBytesAtLeastSoManyOfTheNewestStay() {
        assertThat(Keep.from(new Retention(FOREVER, 2000, Long.MAX_VALUE), SEGMENTS, 0))
                .isEqualTo(21);
        assertThat(Keep.from(new Retention(FOREVER, 2001, Long.MAX_VALUE), SEGMENTS, 0))
                .isEqualTo(11);
    }

    @Test
    void byCountAtLeastSoManyOfTheNewestStay() {
        assertThat(Keep.from(new Retention(FOREVER, Long.MAX_VALUE, 10), SEGMENTS, 0))
                .isEqualTo(31);
        assertThat(Keep.from(new Retention(FOREVER, Long.MAX_VALUE, 11), SEGMENTS, 0))
                .isEqualTo(21);
    }
}
