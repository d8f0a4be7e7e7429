package carillon.server.segmentlog;

import static carillon.server.segmentlog.SegmentFiles.draft;
import static carillon.server.segmentlog.SegmentFiles.open;
import static carillon.server.segmentlog.SegmentFiles.texts;
import static carillon.testkit.log.RecordingReceipt.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.log.LogUnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When records are lost, or may be, a new epoch begins: no number is given out twice under the same one. */
class EpochTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {128, LARGE})
    void afterARestoreTheJournalGoesOnUnderAnotherEpoch(long segmentBytes) throws Exception {
        var before = fill(5, segmentBytes);
        new SegmentCheck(directory).beginEpoch();
        try (var log = open(directory, segmentBytes)) {
            assertThat(log.epoch()).isNotEqualTo(before);
            assertThat(log.lastOf(before)).isEqualTo(5);
            assertThat(log.lastOf("0123456789abcdef")).isEqualTo(-1);
            assertThat(log.lastOf("")).isEqualTo(-1);
            assertThat(texts(log)).hasSize(5);
            assertThat(stored(log, draft("event 6"))).isEqualTo(6);
            assertThat(log.lastOf(before)).isEqualTo(5);
        }
        try (var log = open(directory, segmentBytes)) {
            assertThat(texts(log)).hasSize(6);
            assertThat(log.lastOf(before)).isEqualTo(5);
        }
        assertThat(new SegmentCheck(directory).verify()).allMatch(SegmentReport::sound);
    }

    @Test
    void anEpochThatGaveOutNothingIsNotEndedByAnother() {
        var before = fill(1, LARGE);
        new SegmentCheck(directory).beginEpoch();
        var begun = epoch();
        new SegmentCheck(directory).beginEpoch();
        assertThat(epoch()).isEqualTo(begun).isNotEqualTo(before);
    }

    @Test
    void aRepairThatDiesIsFinishedByTheNextOneAndNoStartComesBetween() throws Exception {
        var parent = directory;
        int steps = 0;
        boolean died = true;
        while (died) {
            directory = Files.createTempDirectory(parent, "steps");
            var before = fill(10, 128);
            for (var segment : SegmentFiles.in(directory).subList(0, 2)) {
                flip(segment, SegmentFormat.HEADER_BYTES + 30);
            }
            died = dies(steps++);
            if (died) {
                boolean rewritten =
                        new SegmentCheck(directory).verify().stream().allMatch(SegmentReport::sound);
                assertThat(rewritten && startsUnder(before)).isFalse();
                new SegmentCheck(directory).repair();
            }
            try (var log = open(directory, 128)) {
                assertThat(log.epoch()).isNotEqualTo(before);
                assertThat(log.lastOf(before)).isEqualTo(10);
            }
            assertThat(new SegmentCheck(directory).repair()).isEmpty();
        }
        assertThat(steps).isGreaterThan(8);
    }

    private boolean startsUnder(String epoch) {
        try (var log = open(directory, 128)) {
            return log.epoch().equals(epoch);
        } catch (LogUnreadableException refused) {
            assertThat(refused).hasMessageContaining("carillon journal repair");
            return false;
        }
    }

    private boolean dies(int afterSteps) {
        var disk = new FaultyDisk();
        disk.diesAfter(afterSteps);
        try {
            new SegmentCheck(disk, directory, InstantSource.system()).repair();
            return false;
        } catch (LogUnreadableException dead) {
            return true;
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[offset] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void anEmptyJournalMayBeginAnotherEpochToo() throws Exception {
        var before = fill(0, LARGE);
        new SegmentCheck(directory).beginEpoch();
        try (var log = open(directory, LARGE)) {
            assertThat(log.epoch()).isNotEqualTo(before);
            assertThat(log.lastOf(before)).isZero();
            assertThat(stored(log, draft("event 1"))).isEqualTo(1);
        }
        assertThat(SegmentFiles.in(directory)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {128, LARGE})
    void aLostEndIsFilledSoThatItsNumbersAreNotGivenOutAgain(long segmentBytes) throws Exception {
        var before = fill(10, segmentBytes);
        var files = SegmentFiles.in(directory);
        for (var lost : files.subList(Math.min(2, files.size()), files.size())) {
            Files.delete(lost);
        }
        var end = SegmentFiles.in(directory).getLast();
        SegmentFiles.cut(end, Files.size(end) - 1);

        new SegmentCheck(directory).goOnAfter(12);

        try (var log = open(directory, segmentBytes)) {
            assertThat(log.epoch()).isNotEqualTo(before);
            assertThat(log.lastOf(before)).isEqualTo(12);
            assertThat(log.last()).isEqualTo(12);
            assertThat(SegmentFiles.records(log)).hasSize(12);
            assertThat(texts(log)).startsWith("event 1", "event 2", "event 3");
            assertThat(stored(log, draft("event 13"))).isEqualTo(13);
        }
        assertThat(new SegmentCheck(directory).verify()).allMatch(SegmentReport::sound);
    }

    @Test
    void whatIsNotLostIsNotFilled() {
        var before = fill(3, LARGE);
        new SegmentCheck(directory).goOnAfter(3);
        assertThat(epoch()).isEqualTo(before);
    }

    @Test
    void moreThanASegmentIsNotFilled() {
        var before = fill(3, LARGE);
        assertThatThrownBy(() -> new SegmentCheck(directory).goOnAfter(20_000_000))
                .hasMessageContaining("restore the missing files");
        assertThat(epoch()).isEqualTo(before);
    }

    @Test
    void aDamagedHeadWhereAnEpochBeginsIsMadeAgain() throws Exception {
        var before = fill(5, 128);
        new SegmentCheck(directory).beginEpoch();
        try (var log = open(directory, 128)) {
            for (int i = 6; i < 12; i++) {
                stored(log, draft("event " + i));
            }
        }
        var head = SegmentFiles.in(directory).get(3);
        flip(head, 20);
        new SegmentCheck(directory).repair();
        try (var log = open(directory, 128)) {
            assertThat(texts(log)).hasSize(11);
            assertThat(log.lastOf(before)).isEqualTo(5);
        }
    }

    private String epoch() {
        try (var log = open(directory, LARGE)) {
            return log.epoch();
        }
    }

    private String fill(int events, long segmentBytes) {
        try (var log = open(directory, segmentBytes)) {
            for (int i = 1; i <= events; i++) {
                stored(log, draft("event " + i));
            }
            return log.epoch();
        }
    }
}
