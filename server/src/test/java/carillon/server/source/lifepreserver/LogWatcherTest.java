package carillon.server.source.lifepreserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.thread.HubThreads;
import carillon.sdk.event.Event;
import carillon.server.source.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWatcherTest {

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    Path directory;

    private Path log = Path.of("");
    private LogWatcher watcher = watcher();

    @BeforeEach
    void begin() {
        log = directory.resolve("lpreserver.log");
        watcher = watcher();
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    @Test
    void whatWasThereBeforeIsRememberedAndNotTold() throws IOException {
        append("Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on Vault/Docs\n");
        watcher.start();
        append("Sun Mar  5 02:05:00 UTC 2017: Finished replication task on vault -> nas7\n");
        assertThat(told(1)).containsExactly("Sun Mar 5 02:05:00 UTC 2017: Finished replication for vault");
        assertThat(sink.remembered())
                .extracting(Event::description)
                .containsExactly("Sun Mar 5 02:00:00 UTC 2017: New snapshot of vault/docs");
    }

    @Test
    void aRestartTellsNothingTwiceAndLosesNoHalfLine() throws IOException {
        watcher.start();
        append("Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on a\nSun Mar 5 02:00:01 UTC 2017: Crea");
        assertThat(told(1)).hasSize(1);
        watcher.close();
        watcher = watcher();
        watcher.start();
        append("ting snapshot on b\n");
        assertThat(told(2)).last().isEqualTo("Sun Mar 5 02:00:01 UTC 2017: New snapshot of b");
        assertThat(sink.remembered()).isEmpty();
    }

    @Test
    void aCutFileIsReadFromItsBeginning() throws IOException {
        append("Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on some/long/name\n");
        watcher.start();
        Files.writeString(log, "Sun Mar 5 02:00:01 UTC 2017: Creating snapshot on c\n");
        assertThat(told(1)).containsExactly("Sun Mar 5 02:00:01 UTC 2017: New snapshot of c");
    }

    @Test
    void aRotatedFileIsReadToItsEndAndThenTheNewOne() throws IOException {
        append("old\n");
        watcher.start();
        append("Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on last-of-old\n");
        Files.move(log, directory.resolve("lpreserver.log.0"));
        append("Sun Mar 5 02:00:01 UTC 2017: Creating snapshot on first-of-new\n");
        assertThat(told(2))
                .containsExactly(
                        "Sun Mar 5 02:00:00 UTC 2017: New snapshot of last-of-old",
                        "Sun Mar 5 02:00:01 UTC 2017: New snapshot of first-of-new");
    }

    @Test
    void aHugeLineIsSkippedAndWhatFollowsIsTold() throws IOException {
        watcher.start();
        append("x".repeat(200_000)
                + ": Creating snapshot on huge\nSun Mar 5 02:00:00 UTC 2017: Creating snapshot on a\n");
        assertThat(told(1)).containsExactly("Sun Mar 5 02:00:00 UTC 2017: New snapshot of a");
    }

    @Test
    void aHugeLineWithoutEndHidesNothingOfTheNextFile() throws IOException {
        append("y".repeat(200_000));
        watcher.start();
        Files.move(log, directory.resolve("lpreserver.log.0"));
        append("Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on first-of-new\n");
        assertThat(told(1)).containsExactly("Sun Mar 5 02:00:00 UTC 2017: New snapshot of first-of-new");
    }

    @Test
    void progressIsToldWhenTheSizeChanges() throws IOException {
        watcher.start();
        var progress = directory.resolve("rep.log");
        append("Sun Mar 5 02:05:00 UTC 2017: Starting replication SYNC task on Vault: " + progress + "\n");
        told(1);
        Files.writeString(
                progress,
                "send from @a to Vault@b estimated size is 100M\nTIME SENT SNAPSHOT\n02:05:01 12.5M Vault/docs@b\n");
        assertThat(told(2)).last().isEqualTo("Replicating Vault: 12.5M/100M (12.5%)");
        Files.writeString(progress, "02:05:02 12.5M Vault/docs@b\n", StandardOpenOption.APPEND);
        Files.writeString(progress, "02:05:03 100M Vault/docs@b\n", StandardOpenOption.APPEND);
        assertThat(told(3)).last().isEqualTo("Replicating Vault: 100M/100M (100%)");
    }

    private LogWatcher watcher() {
        var config = new WatcherConfig(log, log.resolveSibling("position"), Path.of("/"), Duration.ofMillis(20));
        return new LogWatcher(config, "atlas", sink, new HubThreads());
    }

    private List<String> told(int count) {
        await().until(() -> sink.published().size() >= count);
        return sink.published().stream().map(Event::description).toList();
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
