package carillon.server.segmentlog;

import static carillon.server.segmentlog.SegmentFiles.draft;
import static carillon.testkit.log.RecordingReceipt.append;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.log.Draft;
import carillon.testkit.log.AppendOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a log and on a list of texts; both have to say the same after each. */
class SegmentLogModelTest {

    private static final int STEPS = 300;

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final List<String> model = new ArrayList<>();
    private long firstOfModel = 1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLogSaysWhatTheListSays(long seed) {
        var random = new Random(seed);
        long segmentBytes = random.nextInt(100, 5000);
        var log = SegmentFiles.open(directory, segmentBytes, disk);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    log.close();
                    log = SegmentFiles.open(directory, segmentBytes, disk);
                }
                case 1 -> {
                    log.trim(random.nextLong(1, log.last() + 2));
                    forget(log.first());
                }
                case 2, 3 -> appendToFullDisk(log, random);
                case 4, 5, 6, 7 -> appendSome(log, drafts(random));
                default -> readSomewhere(log, random);
            }
            assertThat(log.last()).isEqualTo(firstOfModel + model.size() - 1);
        }
        assertThat(SegmentFiles.texts(log)).isEqualTo(model);
        log.close();
    }

    private void appendSome(SegmentLog log, List<String> texts) {
        var outcome = append(log, texts.stream().map(SegmentFiles::draft).toArray(Draft[]::new));
        switch (outcome) {
            case AppendOutcome.Durable durable -> {
                assertThat(durable.firstSequence()).isEqualTo(firstOfModel + model.size());
                model.addAll(texts);
            }
            case AppendOutcome.Refused refused ->
                assertThat(refused.refusal().code().retry()).isTrue();
            case AppendOutcome.Unknown unknown -> throw new AssertionError("the disk was only full: " + unknown);
        }
    }

    private void appendToFullDisk(SegmentLog log, Random random) {
        disk.room(random.nextInt(6000));
        appendSome(log, drafts(random));
        disk.room(Long.MAX_VALUE);
    }

    private void readSomewhere(SegmentLog log, Random random) {
        long after = random.nextLong(firstOfModel - 1, log.last() + 1);
        int max = random.nextInt(1, 50);
        var read = log.readAfter(after, max);
        int from = (int) (Math.max(after + 1, firstOfModel) - firstOfModel);
        assertThat(read).hasSizeLessThanOrEqualTo(max);
        assertThat(read.isEmpty()).isEqualTo(from >= model.size());
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).sequence()).isEqualTo(firstOfModel + from + i);
            assertThat(read.get(i).body()).isEqualTo(draft(model.get(from + i)).body());
        }
    }

    private void forget(long first) {
        model.subList(0, (int) (first - firstOfModel)).clear();
        firstOfModel = first;
    }

    private static List<String> drafts(Random random) {
        var texts = new ArrayList<String>();
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            texts.add(Integer.toString(random.nextInt()).repeat(random.nextInt(1, 60)));
        }
        return texts;
    }
}
