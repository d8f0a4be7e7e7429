package carillon.server.segmentlog;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.log.LogRecord;
import carillon.testkit.log.AppendOutcome;
import carillon.testkit.log.RecordingReceipt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power goes while appends wait, again and again; what was acknowledged is there, and appends come whole. */
class SegmentLogPowerCutTest {

    private static final int CUTS = 40;

    @TempDir
    private Path directory;

    private final PowerCutDisk disk = new PowerCutDisk();
    private final TreeMap<Long, String> acknowledged = new TreeMap<>();
    private int appends;

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void everythingAcknowledgedSurvivesAndAppendsComeWhole(long seed) throws Exception {
        var random = new Random(seed);
        for (int cut = 0; cut < CUTS; cut++) {
            publishUntilThePowerGoes(random);
            disk.restore(random);
            check();
        }
        assertThat(acknowledged).isNotEmpty();
    }

    private void publishUntilThePowerGoes(Random random) throws Exception {
        var log = log();
        var receipts = new ArrayList<RecordingReceipt>();
        var texts = new ArrayList<List<String>>();
        int cutAt = random.nextInt(40);
        var publisher = new CountDownLatch(1);
        var power = Thread.ofPlatform().start(() -> {
            awaitQuietly(publisher);
            disk.cut();
        });
        for (int i = 0; i < 60; i++) {
            if (i == cutAt) {
                publisher.countDown();
            }
            var parts = parts(random);
            var receipt = new RecordingReceipt();
            texts.add(parts);
            receipts.add(receipt);
            log.append(parts.stream().map(SegmentFiles::draft).toList(), receipt);
            if (random.nextInt(4) == 0) {
                receipt.await();
            }
        }
        power.join();
        log.close();
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i).await() instanceof AppendOutcome.Durable durable) {
                remember(durable.firstSequence(), texts.get(i));
            }
        }
    }

    private SegmentLog log() {
        var config = SegmentLogConfig.in(directory)
                .withSegmentBytes(20_000)
                .withExtendBytes(4096)
                .withTailRecords(1);
        return SegmentLog.open(config, disk, InstantSource.system());
    }

    private void remember(long first, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            assertThat(acknowledged.put(first + i, texts.get(i))).isNull();
        }
    }

    /** An append of a few records, each saying which of how many it is. */
    private List<String> parts(Random random) {
        int count = random.nextInt(1, 4);
        appends++;
        var parts = new ArrayList<String>();
        for (int i = 1; i <= count; i++) {
            parts.add(appends + " " + i + "/" + count + " " + "x".repeat(random.nextInt(2000)));
        }
        return parts;
    }

    private void check() {
        var log = log();
        var found = new TreeMap<Long, String>();
        for (var record : SegmentFiles.records(log)) {
            found.put(record.sequence(), text(record));
        }
        log.close();
        assertThat(found).containsAllEntriesOf(acknowledged);
        assertThat(List.copyOf(found.values()))
                .allSatisfy(text -> assertThat(text).isNotEmpty());
        assertWholeAppends(List.copyOf(found.values()));
        // What came through without being acknowledged is there for good now, too.
        acknowledged.putAll(found);
    }

    private static void assertWholeAppends(List<String> texts) {
        int at = 0;
        while (at < texts.size()) {
            var first = texts.get(at).split(" ", -1);
            int count = Integer.parseInt(first[1].substring(2));
            for (int i = 1; i <= count; i++) {
                assertThat(texts.get(at)).startsWith(first[0] + " " + i + "/" + count);
                at++;
            }
        }
    }

    private static String text(LogRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
