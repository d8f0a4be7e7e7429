package carillon.server.segmentlog;

import static carillon.server.segmentlog.SegmentFiles.draft;
import static carillon.server.segmentlog.SegmentFiles.open;
import static carillon.server.segmentlog.SegmentFiles.texts;
import static carillon.testkit.log.RecordingReceipt.append;
import static carillon.testkit.log.RecordingReceipt.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Log;
import carillon.core.log.Receipt;
import carillon.core.log.Verdict;
import carillon.testkit.log.AppendOutcome;
import carillon.testkit.log.RecordingReceipt;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentLogFaultsTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();

    @Test
    void aFullDiskWithRoomAgainIsNoticedThoughNobodyPublishes() {
        try (var log = open(directory, LARGE, disk)) {
            stored(log, draft("before"));
            disk.room(0);
            assertThat(refusal(log, "x".repeat(5000))).isEqualTo(ErrorCode.STORAGE_FULL);
            disk.room(Long.MAX_VALUE);
            await().untilAsserted(() -> assertThat(log.trouble()).isEmpty());
            assertThat(stored(log, draft("after"))).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 24, 25, 28, 100, 4000})
    void aFullDiskRefusesAndResumesWhenThereIsRoom(int room) {
        try (var log = open(directory, LARGE, disk)) {
            stored(log, draft("before"));
            disk.room(room);
            assertThat(refusal(log, "x".repeat(5000))).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(log.trouble()).map(Refusal::code).contains(ErrorCode.STORAGE_FULL);
            assertThat(texts(log)).containsExactly("before");
            disk.room(Long.MAX_VALUE);
            assertThat(stored(log, draft("after"))).isEqualTo(2);
            assertThat(log.trouble()).isEmpty();
        }
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("before", "after");
        }
    }

    @Test
    void aDiskThatFillsUpWhileTheNextSegmentIsBegunLeavesNoHalfSegment() throws Exception {
        try (var log = open(directory, 128, disk)) {
            stored(log, draft("fills it"));
            stored(log, draft("entirely"));
            disk.room(10);
            assertThat(refusal(log, "next")).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(SegmentFiles.in(directory)).hasSize(2);
            disk.room(Long.MAX_VALUE);
            stored(log, draft("next"));
        }
        try (var log = open(directory, 128)) {
            assertThat(texts(log)).containsExactly("fills it", "entirely", "next");
        }
    }

    @Test
    void aFailedSyncRefusesEverythingUntilRestart() {
        try (var log = open(directory, LARGE, disk)) {
            stored(log, draft("before"));
            disk.syncFails(true);
            assertThat(append(log, draft("lost"))).isInstanceOf(AppendOutcome.Unknown.class);
            disk.syncFails(false);
            assertThat(refusal(log, "also refused")).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(log.trouble()).map(Refusal::code).contains(ErrorCode.STORAGE_FAILED);
            assertThat(texts(log)).containsExactly("before");
        }
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("before");
            assertThat(stored(log, draft("after the restart"))).isEqualTo(2);
        }
    }

    @Test
    void aTornWriteIsRefusedAndNotThereAfterTheRestart() {
        try (var log = open(directory, LARGE, disk)) {
            stored(log, draft("before"));
            disk.writeFails(true);
            assertThat(refusal(log, "torn")).isEqualTo(ErrorCode.STORAGE_FAILED);
        }
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("before");
        }
    }

    @Test
    void aTornWriteThatCannotEvenBeCutBackIsCutAtTheRestart() {
        try (var log = open(directory, LARGE, disk)) {
            stored(log, draft("before"));
            disk.writeFails(true);
            disk.truncateFails(true);
            assertThat(append(log, draft("torn"))).isInstanceOf(AppendOutcome.Unknown.class);
        }
        try (var log = open(directory, LARGE)) {
            assertThat(texts(log)).containsExactly("before");
        }
    }

    private SegmentLogConfig limited(long pending, int append) {
        return new SegmentLogConfig(directory, 64 << 20, 4096, pending, append, 1, 1 << 20);
    }

    @Test
    void moreThanMayWaitIsRefusedAsOverloaded() throws Exception {
        var config = limited(1000, 1 << 20);
        var gate = new CountDownLatch(1);
        try (var log = SegmentLog.open(config, disk, InstantSource.system())) {
            log.append(List.of(draft("holds the writer")), holding(gate));
            var receipts =
                    IntStream.range(0, 10).mapToObj(i -> new RecordingReceipt()).toList();
            receipts.forEach(receipt -> log.append(List.of(draft("x".repeat(300))), receipt));
            gate.countDown();
            assertThat(receipts.stream().map(SegmentLogFaultsTest::code).distinct())
                    .containsExactly("stored", "OVERLOADED");
            assertThat(stored(log, draft("there is room again"))).isPositive();
            assertThat(log.pendingBytes()).isZero();
        }
    }

    @Test
    void anAppendOverTheLimitIsTooLarge() {
        var config = limited(1 << 20, 1000);
        try (var log = SegmentLog.open(config, disk, InstantSource.system())) {
            assertThat(refusal(log, "x".repeat(1000))).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(stored(log, draft("x".repeat(900)))).isEqualTo(1);
        }
    }

    @Test
    void anAppendLargerThanASegmentGetsOneForItself() throws Exception {
        var large = "x".repeat(3_000_000);
        try (var log = open(directory, 1024)) {
            stored(log, draft("small"));
            stored(log, draft(large));
            stored(log, draft("small again"));
            assertThat(texts(log)).containsExactly("small", large, "small again");
            assertThat(SegmentFiles.in(directory)).hasSize(3);
        }
    }

    @Test
    void aReceiptThatThrowsCostsTheOthersNothing() {
        try (var log = open(directory, LARGE)) {
            log.append(List.of(draft("a")), new Receipt() {
                @Override
                public void stored(List<Verdict> verdicts) {
                    throw new IllegalStateException("a broken receipt, on purpose");
                }

                @Override
                public void unknown(Refusal refusal) {}

                @Override
                public void refused(Refusal refusal) {
                    throw new AssertionError(refusal);
                }
            });
            assertThat(stored(log, draft("b"))).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedReaderDisturbsNobody() throws Exception {
        try (var log = open(directory, LARGE)) {
            stored(log, draft("a"));
            stored(log, draft("b"));
            var reader = Thread.ofPlatform().unstarted(() -> {
                Thread.currentThread().interrupt();
                try {
                    log.readAfter(0, 1);
                } catch (RuntimeException expected) {
                    assertThat(expected).hasMessageContaining("reading");
                }
            });
            reader.start();
            reader.join();
            assertThat(texts(log)).containsExactly("a", "b");
            assertThat(stored(log, draft("c"))).isEqualTo(3);
        }
    }

    private static Receipt holding(CountDownLatch gate) {
        return new Receipt() {
            @Override
            public void stored(List<Verdict> verdicts) {
                boolean interrupted = false;
                while (gate.getCount() > 0) {
                    try {
                        gate.await();
                    } catch (InterruptedException unexpected) {
                        interrupted = true;
                    }
                }
                assertThat(interrupted).isFalse();
            }

            @Override
            public void unknown(Refusal refusal) {}

            @Override
            public void refused(Refusal refusal) {
                throw new AssertionError(refusal);
            }
        };
    }

    private static ErrorCode refusal(Log log, String text) {
        return switch (append(log, draft(text))) {
            case AppendOutcome.Durable stored -> throw new AssertionError("stored: " + stored);
            case AppendOutcome.Refused refused -> refused.refusal().code();
            case AppendOutcome.Unknown unknown -> throw new AssertionError("unknown: " + unknown);
        };
    }

    private static String code(RecordingReceipt receipt) {
        return switch (receipt.await()) {
            case AppendOutcome.Durable stored -> "stored";
            case AppendOutcome.Refused refused -> refused.refusal().code().name();
            case AppendOutcome.Unknown unknown ->
                "unknown: " + unknown.refusal().code();
        };
    }
}
