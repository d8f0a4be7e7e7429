package carillon.server.segmentlog;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.Judge;
import carillon.core.log.LogRecord;
import carillon.core.log.RecordKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed with SIGKILL while it publishes; everything it acknowledged has to be there. */
class SegmentLogCrashTest {

    private static final int THREADS = 8;

    @TempDir
    private Path directory;

    private final Map<Long, String> acknowledged = new HashMap<>();
    private int checkpoints;

    @Test
    void everythingAcknowledgedSurvivesThreeKills() throws Exception {
        killRounds(3, new Random(3));
    }

    @Test
    @Tag("full")
    void everythingAcknowledgedSurvivesTwentyKills() throws Exception {
        killRounds(25, new Random());
        assertThat(checkpoints).as("or their hashes were not compared").isPositive();
    }

    private void killRounds(int rounds, Random random) throws Exception {
        for (int round = 0; round < rounds; round++) {
            publishAndKill(random.nextInt(1, 3000));
            check();
        }
    }

    private void publishAndKill(int afterAcknowledgements) throws Exception {
        var process = start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < afterAcknowledgements; i++) {
                acknowledge(out.readLine());
            }
            // Through the handle: Process.destroyForcibly would close the stream that is still to be read.
            process.toHandle().destroyForcibly();
            readWhatWasStillPrinted(out);
        }
        process.waitFor();
    }

    private Process start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingPublisher.class.getName(),
                        directory.toString(),
                        Integer.toString(THREADS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void readWhatWasStillPrinted(BufferedReader out) throws IOException {
        var line = out.readLine();
        while (line != null) {
            var next = out.readLine();
            // The last line may be cut anywhere, and then says nothing.
            if (next != null) {
                acknowledge(line);
            }
            line = next;
        }
    }

    private void acknowledge(String line) {
        int space = line.indexOf(' ');
        var before = acknowledged.put(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
        assertThat(before).as("acknowledged twice: %s", line).isNull();
    }

    private void check() {
        try (var log = SegmentFiles.open(directory, 256 * 1024)) {
            var records = SegmentFiles.records(log);
            assertThat(records)
                    .extracting(LogRecord::sequence)
                    .isEqualTo(LongStream.rangeClosed(1, log.last()).boxed().toList());
            var ids = new HashMap<Long, String>();
            records.stream()
                    .filter(record -> record.kind() != RecordKind.CHECKPOINT)
                    .forEach(record -> ids.put(record.sequence(), id(record)));
            assertThat(new HashSet<>(ids.values())).hasSameSizeAs(ids.values());
            assertThat(ids).containsAllEntriesOf(acknowledged);
            checkpoints += records.size() - ids.size();
            assertThat(new Judge(50_000).restore(log))
                    .as("the hash of each checkpoint")
                    .isEmpty();
        }
    }

    private static String id(LogRecord record) {
        return switch (EntryCodec.decode(record)) {
            case Entry.Published published -> published.event().id();
            case Entry.StatusChanged other -> throw new AssertionError(other);
            case Entry.Deleted other -> throw new AssertionError(other);
            case Entry.ObjectChanged other -> throw new AssertionError(other);
            case Entry.Checkpoint other -> throw new AssertionError(other);
        };
    }
}
