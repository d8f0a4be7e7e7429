package carillon.server.e2e;

import carillon.server.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server process is killed again and again: while it starts, works, trims its journal, and while its history is rebuilt
 * or its journal repaired. After each kill every object, read mark and deletion is as it was acknowledged.
 */
class KilledStateTest {

    @TempDir
    private Path data;

    @Test
    void nothingAcknowledgedIsLostInTwoKills() throws Exception {
        killRounds(2, new Random(5));
    }

    /** {@code -Dcarillon.kill-rounds=200} for more. */
    @Test
    @Tag("full")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void nothingAcknowledgedIsLostInManyKills() throws Exception {
        killRounds(Integer.getInteger("carillon.kill-rounds", 20), new Random());
    }

    private void killRounds(int rounds, Random random) throws Exception {
        try (var server = new ServerProcess(
                data,
                Settings.JOURNAL_SEGMENT.key() + "=64K",
                Settings.JOURNAL_MAX_BYTES.key() + "=256K",
                Settings.METRICS.key() + "=false")) {
            var oracle = new AcknowledgedState(server);
            for (int round = 0; round < rounds; round++) {
                disturb(server, oracle, random);
                server.start();
                oracle.check(200);
                oracle.work(Duration.ofMillis(random.nextInt(300, 2_500)), server::kill);
            }
            server.start();
            oracle.check(Integer.MAX_VALUE);
        }
    }

    private void disturb(ServerProcess server, AcknowledgedState oracle, Random random) throws Exception {
        var after = Duration.ofMillis(random.nextInt(100, 3_000));
        switch (random.nextInt(4)) {
            case 0 -> {
                if (Files.isDirectory(data.resolve("journal"))) {
                    // Only what the journal still holds is in a history that is built again.
                    oracle.forgetEventsOf(data.resolve("journal"));
                    server.runAndKill(after, "history", "rebuild");
                }
            }
            case 1 -> server.runAndKill(after, "journal", "repair");
            default -> server.startAndKill(after);
        }
    }
}
