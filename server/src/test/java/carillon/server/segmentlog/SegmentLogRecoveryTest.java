package carillon.server.segmentlog;

import static carillon.server.segmentlog.SegmentFiles.draft;
import static carillon.server.segmentlog.SegmentFiles.open;
import static carillon.server.segmentlog.SegmentFiles.texts;
import static carillon.testkit.log.RecordingReceipt.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.log.LogUnreadableException;
import carillon.sdk.event.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentLogRecoveryTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    private Path temp;

    private Path directory;

    @BeforeEach
    void directory() {
        directory = temp.resolve("journal");
    }

    @Test
    void aTornTailIsCutAtEveryByteOfTheLastRecord() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
        }
        var file = onlySegment();
        byte[] before = Files.readAllBytes(file);
        int lastRecord = SegmentFormat.RECORD_OVERHEAD + "second".length();
        for (int cut = 1; cut <= lastRecord; cut++) {
            Files.write(file, Arrays.copyOf(before, before.length - cut));
            try (var log = open(directory, LARGE)) {
                assertThat(texts(log)).containsExactly("first");
                assertThat(stored(log, draft("again"))).isEqualTo(2);
                assertThat(texts(log)).containsExactly("first", "again");
            }
        }
    }

    @Test
    void aLastRecordWhoseEndIsStillZeroIsCutAtEveryByte() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
        }
        var file = onlySegment();
        byte[] before = Files.readAllBytes(file);
        int lastRecord = SegmentFormat.RECORD_OVERHEAD + "second".length();
        for (int lost = 1; lost <= lastRecord; lost++) {
            var torn = Arrays.copyOf(before, before.length + 4096);
            Arrays.fill(torn, before.length - lost, torn.length, (byte) 0);
            Files.write(file, torn);
            try (var log = open(directory, LARGE)) {
                assertThat(texts(log)).containsExactly("first");
                assertThat(stored(log, draft("again"))).isEqualTo(2);
            }
        }
    }

    /** Fewer zeros than a prefix has bytes can stand at the end of a segment that was filled to its last bytes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void aFullSegmentMayEndInAFewZeros(int zeros) throws Exception {
        try (var log = open(directory, 64)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
        }
        var full = LogOpening.segmentFiles(new LocalDisk(), directory).getFirst();
        Files.write(full, new byte[zeros], StandardOpenOption.APPEND);
        try (var log = open(directory, 64)) {
            assertThat(texts(log)).containsExactly("first", "second");
        }
    }

    @Test
    void whatWasReadOnceIsStillThereAfterAPowerCut() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
        }
        var path = onlySegment();
        for (int seed = 0; seed < 20; seed++) {
            // A process that was killed after it wrote and before it synced: the kernel has the bytes, the disk may
            // not.
            var disk = new PowerCutDisk();
            try (var file = disk.create(path)) {
                file.write(ByteBuffer.wrap(Files.readAllBytes(path)), 0);
            }
            try (var log = open(directory, LARGE, disk)) {
                assertThat(texts(log)).containsExactly("first", "second");
                disk.cut();
            }
            disk.restore(new Random(seed));
            try (var log = open(directory, LARGE, disk)) {
                assertThat(texts(log)).containsExactly("first", "second");
            }
        }
    }

    @Test
    void aWriteWhoseMiddleNeverReachedTheDiskIsCutAsAWhole() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("a"), draft("b"), draft("c"));
        }
        var bytes = Files.readAllBytes(onlySegment());
        bytes[SegmentFormat.HEADER_BYTES + 2 * SegmentFormat.RECORD_OVERHEAD + "first".length()] ^= 1;
        Files.write(onlySegment(), bytes);
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("first");
        }
    }

    @Test
    void anAppendIsThereAsAWholeOrNotAtAll() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("a"), draft("b"), draft("c"));
        }
        var bytes = Files.readAllBytes(onlySegment());
        for (int cut = 1; cut <= 3 * (SegmentFormat.RECORD_OVERHEAD + 1); cut++) {
            Files.write(onlySegment(), Arrays.copyOf(bytes, bytes.length - cut));
            try (var log = open(directory, LARGE)) {
                assertThat(texts(log)).containsExactly("first");
            }
        }
    }

    @Test
    void aFlippedBitInTheMiddleIsRefusedWithFileOffsetAndCommand() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
            stored(log, draft("third"));
        }
        var file = onlySegment();
        var good = Files.readAllBytes(file);
        int secondAt = SegmentFormat.HEADER_BYTES + SegmentFormat.RECORD_OVERHEAD + "first".length();
        int thirdAt = secondAt + SegmentFormat.RECORD_OVERHEAD + "second".length();
        for (int at = secondAt; at < thirdAt; at++) {
            for (int bit = 0; bit < 8; bit++) {
                var bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                Files.write(file, bad);
                assertThatThrownBy(() -> open(directory, LARGE))
                        .isInstanceOf(LogUnreadableException.class)
                        .hasMessageContaining(file.toString())
                        .hasMessageContaining("offset " + secondAt)
                        .hasMessageContaining("carillon journal repair");
            }
        }
        Files.write(file, good);
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("first", "second", "third");
        }
    }

    @Test
    void damageAmongTheLatestRecordsIsFoundAtTheStart() throws Exception {
        try (var log = open(directory, 128)) {
            for (int i = 0; i < 10; i++) {
                stored(log, draft("event " + i));
            }
        }
        var file = SegmentFiles.in(directory).get(1);
        var bytes = Files.readAllBytes(file);
        bytes[SegmentFormat.HEADER_BYTES + SegmentFormat.RECORD_OVERHEAD] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(directory, 128))
                .isInstanceOf(LogUnreadableException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("offset 64")
                .hasMessageContaining("carillon journal repair");
    }

    @Test
    void aSegmentThatWasNeverFinishedBeingCreatedIsRemoved() throws Exception {
        var epoch = "";
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            epoch = log.epoch();
        }
        for (int written : List.of(0, 1, 40, 63)) {
            var half = directory.resolve(SegmentFormat.fileName(2));
            Files.write(half, new byte[written]);
            try (var log = open(directory, LARGE)) {
                assertThat(log.epoch()).isEqualTo(epoch);
                assertThat(half).doesNotExist();
                assertThat(texts(log)).containsExactly("first");
            }
        }
    }

    @Test
    void aDamagedHeaderIsRefused() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
        }
        var bytes = Files.readAllBytes(onlySegment());
        bytes[9] ^= 1;
        Files.write(onlySegment(), bytes);
        assertThatThrownBy(() -> open(directory, LARGE)).hasMessageContaining("offset 0");
    }

    @Test
    void segmentsOfTwoJournalsAreNotMixed() throws Exception {
        try (var log = open(directory, LARGE);
                var other = open(temp.resolve("other"), LARGE)) {
            stored(log, draft("first"));
            stored(other, draft("first"));
        }
        var header = new SegmentFormat.Header("0123456789abcdef", 2, 0);
        Files.write(
                directory.resolve(SegmentFormat.fileName(2)), header.encode().array());
        assertThatThrownBy(() -> open(directory, LARGE)).hasMessageContaining("another journal");
    }

    @Test
    void aMissingSegmentIsFoundAtOpening() throws Exception {
        try (var log = open(directory, 128)) {
            for (int i = 0; i < 10; i++) {
                stored(log, draft("event " + i));
            }
        }
        var files = SegmentFiles.in(directory);
        Files.delete(files.get(1));
        assertThatThrownBy(() -> open(directory, 128))
                .isInstanceOf(LogUnreadableException.class)
                .hasMessageContaining(files.getFirst().toString())
                .hasMessageContaining("records 3 to 4 are lost")
                .hasMessageContaining("missing")
                .hasMessageContaining("carillon journal repair");
        new SegmentCheck(directory).repair();
        try (var log = open(directory, 128)) {
            assertThat(texts(log)).hasSize(10).contains("event 1", "event 4");
        }
    }

    /** Larger than what is read at first, and with zeros behind it, as a kill right after the next was begun leaves them. */
    @Test
    void theEndOfALargeSegmentIsFound() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("small"));
            stored(log, draft("x".repeat(900_000)));
            stored(log, draft("y".repeat(900_000)));
        }
        var first = SegmentFiles.in(directory).getFirst();
        Files.write(first, new byte[5000], StandardOpenOption.APPEND);
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).extracting(String::length).containsExactly(5, 900_000, 900_000);
        }
        SegmentFiles.cut(first, Files.size(first) - 5001);
        assertThatThrownBy(() -> open(directory, LARGE)).hasMessageContaining("record 2 is lost");
    }

    @Test
    void aSecondProcessOrLogIsKeptOut() {
        try (var log = open(directory, LARGE)) {
            assertThatThrownBy(() -> open(directory, LARGE))
                    .isInstanceOf(LogUnreadableException.class)
                    .hasMessageContaining("in use");
            assertThat(stored(log, draft("undisturbed"))).isEqualTo(1);
        }
        open(directory, LARGE).close();
    }

    @Test
    void aCleanlyClosedSegmentKeepsNoZeros() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            assertThat(Files.size(onlySegment())).isGreaterThanOrEqualTo(4096);
        }
        assertThat(Files.size(onlySegment()))
                .isEqualTo(SegmentFormat.HEADER_BYTES + SegmentFormat.RECORD_OVERHEAD + "first".length());
    }

    @Test
    void aPositionFromAfterALostTailIsNotWhole() throws Exception {
        var position = Position.START;
        try (var log = open(directory, LARGE)) {
            stored(log, draft("first"));
            stored(log, draft("second"));
            position = log.position();
        }
        SegmentFiles.cut(onlySegment(), Files.size(onlySegment()) - 1);
        try (var log = open(directory, LARGE)) {
            assertThat(log.whole(position)).isFalse();
        }
    }

    private Path onlySegment() throws IOException {
        assertThat(SegmentFiles.in(directory)).hasSize(1);
        return SegmentFiles.in(directory).getFirst();
    }
}
