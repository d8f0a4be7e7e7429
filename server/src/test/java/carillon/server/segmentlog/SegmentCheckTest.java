package carillon.server.segmentlog;

import static carillon.server.segmentlog.SegmentFiles.draft;
import static carillon.server.segmentlog.SegmentFiles.open;
import static carillon.server.segmentlog.SegmentFiles.texts;
import static carillon.testkit.log.RecordingReceipt.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.core.log.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentCheckTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void aSoundJournalIsSaidToBeSound() throws Exception {
        fill(10, 128);
        var reports = new SegmentCheck(directory).verify();
        assertThat(reports).allMatch(SegmentReport::sound);
        assertThat(reports.stream().mapToLong(SegmentReport::records).sum()).isEqualTo(10);
        assertThat(reports.getFirst().line()).contains("2 records (1 to 2)").contains("sound");
        assertThat(new SegmentCheck(directory).repair()).isEmpty();
    }

    @Test
    void aTornTailIsNoDamage() throws Exception {
        fill(3, LARGE);
        var file = SegmentFiles.in(directory).getFirst();
        SegmentFiles.cut(file, Files.size(file) - 1);
        var report = new SegmentCheck(directory).verify().getFirst();
        assertThat(report.sound()).isTrue();
        assertThat(report.records()).isEqualTo(2);
        assertThat(report.tornBytes()).isPositive();
        assertThat(new SegmentCheck(directory).repair()).isEmpty();
    }

    @Test
    void aRunningServerIsNotDisturbed() {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            assertThatThrownBy(() -> new SegmentCheck(directory).verify()).hasMessageContaining("in use");
        }
    }

    @Test
    void repairKeepsEveryWholeRecordUnderItsNumberAndTheDamagedFileAside() throws Exception {
        fill(5, LARGE);
        var file = SegmentFiles.in(directory).getFirst();
        flip(file, SegmentFormat.HEADER_BYTES + SegmentFormat.RECORD_OVERHEAD + "event 1".length() + 30);
        var damaged = Files.readAllBytes(file);
        var verified = new SegmentCheck(directory).verify().getFirst();
        assertThat(verified.line()).contains("DAMAGED").contains("record 2 is lost");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);

        var repaired = new SegmentCheck(directory).repair();

        assertThat(repaired).singleElement().satisfies(report -> {
            assertThat(report.kept()).isEqualTo(4);
            assertThat(report.filled()).isEqualTo(1);
            assertThat(report.damagedCopy()).hasBinaryContent(damaged);
        });
        try (var log = open(directory, LARGE)) {
            assertNumbered(SegmentFiles.records(log), 5);
            assertThat(texts(log)).contains("event 1", "event 3", "event 4", "event 5");
            assertThat(EntryCodec.decode(SegmentFiles.records(log).get(1))).isNotNull();
            assertThat(stored(log, draft("event 6"))).isEqualTo(6);
        }
    }

    @Test
    void aBadHeaderIsRebuiltFromTheFileNameAndTheOtherSegments() throws Exception {
        var epoch = fill(10, 128);
        flip(SegmentFiles.in(directory).get(2), 20);
        assertThat(new SegmentCheck(directory).repair()).hasSize(1);
        try (var log = open(directory, 128)) {
            assertThat(log.epoch()).isNotEqualTo(epoch);
            assertThat(log.lastOf(epoch)).isEqualTo(10);
            assertThat(texts(log)).hasSize(10).contains("event 1", "event 10");
        }
    }

    @Test
    void aMissingSegmentIsFilledSoThatPositionsStayTrue() throws Exception {
        fill(10, 200);
        var gone = SegmentFiles.in(directory).get(1);
        long missing = new SegmentCheck(directory).verify().get(1).records();
        Files.delete(gone);
        var repaired = new SegmentCheck(directory).repair();
        assertThat(repaired)
                .singleElement()
                .satisfies(r -> assertThat(r.filled()).isEqualTo(missing));
        try (var log = open(directory, 200)) {
            assertNumbered(SegmentFiles.records(log), 10);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void whateverIsDamagedTheRepairedJournalOpensAndHasNoHole(long seed) throws Exception {
        var random = new Random(seed);
        fill(60, random.nextLong(150, 1500));
        var files = SegmentFiles.in(directory);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            var file = files.get(random.nextInt(files.size()));
            flip(file, random.nextInt((int) Files.size(file)));
        }
        new SegmentCheck(directory).repair();
        assertThat(new SegmentCheck(directory).verify()).allMatch(SegmentReport::sound);
        try (var log = open(directory, 1000)) {
            var records = SegmentFiles.records(log);
            assertNumbered(records, log.last());
            assertThat(records).allSatisfy(SegmentCheckTest::assertOwnTextOrLost);
        }
    }

    private static void assertOwnTextOrLost(LogRecord record) {
        if (record.kind() == RecordKind.EVENT) {
            assertThat(record.body())
                    .isEqualTo(draft("event " + record.sequence()).body());
        } else {
            assertThat(record.kind()).isEqualTo(RecordKind.DELETION);
        }
    }

    private static void assertNumbered(List<LogRecord> records, long last) {
        assertThat(records)
                .extracting(LogRecord::sequence)
                .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    }

    private String fill(int events, long segmentBytes) {
        try (var log = open(directory, segmentBytes)) {
            for (int i = 1; i <= events; i++) {
                stored(log, draft("event " + i));
            }
            return log.epoch();
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[offset] ^= 4;
        Files.write(file, bytes);
    }
}
