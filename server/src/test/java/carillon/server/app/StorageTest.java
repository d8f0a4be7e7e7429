package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.log.Entry;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.Retention;
import carillon.core.thread.HubThreads;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.server.access.FileDirectory;
import carillon.server.access.HttpAuthenticator;
import carillon.server.access.LoginGate;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.dialect.drp.DrpConfig;
import carillon.server.dialect.drp.DrpDialect;
import carillon.server.segmentlog.SegmentCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds in a data directory of which a part is lost, older, or another's. */
class StorageTest {

    private static final Map<String, String> SMALL =
            Map.of(Settings.METRICS.key(), "false", Settings.JOURNAL_SEGMENT.key(), "64K");

    @TempDir
    private Path data;

    @Test
    void aLostEndOfTheJournalIsNoticedAndItsNumbersAreNotGivenOutAgain() throws Exception {
        Position known;
        try (var server = new TestServer(data, SMALL)) {
            publish(server, 20);
            known = server.server().hub().log().position();
            awaitHistory(server);
        }
        cut(lastSegment(), 700);
        try (var server = new TestServer(data, SMALL)) {
            var journal = server.server().hub().log();
            assertThat(journal.epoch()).isNotEqualTo(known.epoch());
            assertThat(journal.whole(known)).isFalse();
            assertThat(journal.last()).isGreaterThanOrEqualTo(known.sequence());
            assertThat(journal.readAfter(known.sequence() - 1, 1)).hasSize(1);
            // What only the index still knows is not thrown away.
            assertThat(count(server)).isEqualTo(20);
            publish(server, 1);
            awaitHistory(server);
            assertThat(count(server)).isEqualTo(21);
            server.restart();
            assertThat(count(server)).isEqualTo(21);
        }
    }

    /** The history is lost with the end: what the copy of the objects has seen was durable as well. */
    @Test
    void theCopyOfTheObjectsAloneShowsThatTheEndIsLost() throws Exception {
        Position known;
        try (var server = new TestServer(data, SMALL)) {
            publish(server, 20);
            known = server.server().hub().log().position();
        }
        assertThat(DrpDialect.copied(data)).contains(known);
        for (var name : names(data)) {
            if (name.startsWith("history.db")) {
                Files.delete(data.resolve(name));
            }
        }
        cut(lastSegment(), 700);
        try (var server = new TestServer(data, SMALL)) {
            var journal = server.server().hub().log();
            assertThat(journal.epoch()).isNotEqualTo(known.epoch());
            assertThat(journal.last()).isGreaterThanOrEqualTo(known.sequence());
            assertThat(journal.whole(known)).isFalse();
        }
    }

    @Test
    void aRepairedJournalKeepsTheHistoryAndTheObjects() throws Exception {
        try (var server = new TestServer(data, SMALL)) {
            publish(server, 20);
            awaitHistory(server);
            server.server().close();
            new SegmentCheck(Storage.journalDirectory(data)).beginEpoch();
            server.restart();
            assertThat(count(server)).isEqualTo(20);
            assertThat(names(data)).noneMatch(name -> name.contains("another"));
        }
    }

    @Test
    void aMissingJournalIsNotBegunAgain() throws Exception {
        try (var server = new TestServer(data, SMALL)) {
            publish(server, 3);
            awaitHistory(server);
            server.server().close();
            var elsewhere = Files.move(Storage.journalDirectory(data), data.resolve("elsewhere"));
            assertThatThrownBy(server::restart)
                    .isInstanceOf(LogUnreadableException.class)
                    .hasMessageContaining("no journal")
                    .hasMessageContaining("mount");
            assertThat(Storage.journalDirectory(data)).doesNotExist();
            Files.move(elsewhere, Storage.journalDirectory(data));
            server.restart();
            assertThat(count(server)).isEqualTo(3);
        }
    }

    @Test
    void theHistoryAndTheObjectsOfAnotherJournalAreSetAside() throws Exception {
        var other = data.resolve("other");
        try (var server = new TestServer(other, SMALL)) {
            publish(server, 2);
        }
        var mine = data.resolve("mine");
        try (var server = new TestServer(mine, SMALL)) {
            publish(server, 5);
            awaitHistory(server);
            server.server().close();
            Files.move(Storage.journalDirectory(mine), mine.resolve("before"));
            Files.move(Storage.journalDirectory(other), Storage.journalDirectory(mine));
            server.restart();
            awaitHistory(server);
            assertThat(count(server)).isEqualTo(2);
            assertThat(names(mine))
                    .anyMatch(name -> name.startsWith("history.db.of-another-journal-"))
                    .anyMatch(name -> name.startsWith("objects.json.of-another-journal-"));
        }
    }

    @Test
    void damagedObjectsAreRebuiltFromAWholeJournalAndKept() throws Exception {
        try (var server = new TestServer(data, SMALL)) {
            server.server().close();
            Files.writeString(data.resolve("objects.json"), "");
            server.restart();
            assertThat(names(data)).anyMatch(name -> name.startsWith("objects.json.damaged-"));
        }
    }

    /** What retention is asked about: everything but the newest segment may go. */
    private record Retained(Storage storage, Hub hub, DrpDialect drp, LogRetention retention) implements AutoCloseable {

        static Retained in(Path data) {
            var config = Config.of(SMALL);
            var storage = Storage.open(data, config, new HubThreads());
            var hub = new Hub(
                    storage.log(), storage.history(), new ClaimAuthorizer(Access.mode(config)), HubConfig.DEFAULT);
            hub.start();
            var directory = FileDirectory.open(data, Access.config(true)).directory();
            var drp = new DrpDialect(
                    hub,
                    directory,
                    HttpAuthenticator.required(new LoginGate(directory, hub.sessions())),
                    Access.policy(config, directory),
                    DrpConfig.DEFAULT,
                    data);
            drp.start();
            drp.addDemoObjects();
            var limits = new Retention(Duration.ofDays(1), 1, Long.MAX_VALUE);
            return new Retained(storage, hub, drp, new LogRetention(storage, drp, limits));
        }

        /** Half a megabyte, which is several segments. */
        void publish() {
            var event = Event.about("noise", "x", "y")
                    .object(Json.of(Json.mapper().createObjectNode().put("x", "x".repeat(5_000))));
            hub.publish(
                            Principal.SYSTEM,
                            Collections.nCopies(100, event).stream()
                                    .map(EventBuilder::build)
                                    .toList())
                    .toCompletableFuture()
                    .join();
        }

        long first() {
            retention.run();
            return storage.log().first();
        }

        @Override
        public void close() {
            drp.close();
            hub.close();
            storage.close();
        }
    }

    /** With the copy of the objects, without it, and with one that has an object in another version. */
    @Test
    void theJudgeKnowsTheSameObjectsAfterEachStart() throws Exception {
        Entry.Checkpoint known;
        try (var kept = Retained.in(data)) {
            kept.publish();
            known = kept.storage().log().judge().checkpoint();
            assertThat(known.objectsHash()).isNotZero();
        }
        var copy = data.resolve("objects.json");
        try (var kept = Retained.in(data)) {
            assertThat(kept.storage().log().judge().checkpoint()).isEqualTo(known);
        }
        Files.delete(copy);
        try (var kept = Retained.in(data)) {
            assertThat(kept.storage().log().judge().checkpoint()).isEqualTo(known);
        }
        Files.writeString(copy, Files.readString(copy).replace("\"version\":\"1\"", "\"version\":\"2\""));
        try (var kept = Retained.in(data)) {
            assertThat(kept.storage().log().judge().sameObjects(known)).isFalse();
        }
    }

    @Test
    void retentionWaitsForTheObjectsAndTheHistory() {
        try (var kept = Retained.in(data)) {
            kept.publish();
            kept.publish();
            assertThat(kept.first()).isEqualTo(1);
            // It asked for a copy, and goes on when there is one.
            await().atMost(Duration.ofSeconds(30)).until(() -> kept.first() > 1);
            assertThat(kept.drp().copied())
                    .isGreaterThanOrEqualTo(kept.storage().log().first() - 1);
            assertThat(data.resolve("objects.json")).content().contains("global");
        }
    }

    /** As a backup does that takes too long. */
    @Test
    void retentionWaitsForAHistoryThatAnotherProgramLocks() throws Exception {
        try (var kept = Retained.in(data)) {
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + Storage.historyFile(data));
                    var statement = other.createStatement()) {
                await().until(() -> locked(statement));
                long before = kept.storage().history().applied();
                kept.publish();
                kept.publish();
                long last = kept.storage().log().last();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> kept.first() > 0 && kept.drp().copied() == last);
                assertThat(kept.storage().history().applied()).isEqualTo(before).isLessThan(last);
                assertThat(kept.first()).isLessThanOrEqualTo(before + 1);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> kept.first() > 100);
        }
    }

    private static boolean locked(Statement statement) {
        try {
            return !statement.execute("begin immediate");
        } catch (SQLException busy) {
            return false;
        }
    }

    private static void publish(TestServer server, int events) {
        for (int i = 0; i < events; i++) {
            var event =
                    Event.about("stored", "a", "k").description("x".repeat(200)).build();
            server.server()
                    .hub()
                    .publish(Principal.SYSTEM, event)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static void awaitHistory(TestServer server) throws InterruptedException {
        assertThat(server.server().hub().awaitHistory(Duration.ofSeconds(30))).isTrue();
    }

    /** How many of the published events the lists show. */
    private static int count(TestServer server) throws Exception {
        var pair = "rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII);
        var request = HttpRequest.newBuilder(server.base().resolve("/v1/events?type=stored&limit=1"))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        return Json.parse(answer.body()).tree().path("total").intValue();
    }

    private static List<String> names(Path directory) throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private Path lastSegment() throws IOException {
        try (var all = Files.list(Storage.journalDirectory(data))) {
            return all.filter(path -> path.toString().endsWith(".segment"))
                    .sorted()
                    .reduce((before, path) -> path)
                    .orElseThrow();
        }
    }

    private static void cut(Path file, int bytes) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() - bytes);
        }
    }
}
