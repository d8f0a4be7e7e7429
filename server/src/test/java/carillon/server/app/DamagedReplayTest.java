package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.core.access.TokenRequest;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A bit of an early segment flips while the server runs: who replays over it is told in the manner of the dialect, may come back behind
 * it, and live events go on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedReplayTest {

    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));

    /** More than is kept in memory of the newest records. */
    private static final int EVENTS = 40;

    private static final String LARGE = "x".repeat(500_000);

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    /** What is behind the damage, as a position to come back with. */
    @SuppressWarnings("NullAway.Init") // set before all tests
    private String behind;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        server = new TestServer(data, Map.of(Settings.JOURNAL_SEGMENT.key(), "64K"));
        for (int i = 0; i < EVENTS; i++) {
            publish("k" + i);
        }
        assertThat(server.server().hub().awaitHistory(Duration.ofSeconds(30))).isTrue();
        var segments = segments(data);
        assertThat(segments).hasSizeGreaterThan(2);
        flipInTheMiddle(segments.get(2));
        var journal = server.server().hub().log();
        behind = (journal.last() - 1) + "@" + journal.epoch();
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private static List<Path> segments(Path data) throws IOException {
        try (var all = Files.list(Storage.journalDirectory(data))) {
            return all.filter(path -> path.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    private static void flipInTheMiddle(Path segment) throws IOException {
        try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int before = file.read();
            file.seek(middle);
            file.write(before ^ 4);
        }
    }

    private void publish(String key) {
        var event = Event.about("kept", "made", key)
                .object(Json.of(Json.mapper().createObjectNode().put("x", LARGE)))
                .build();
        server.server()
                .hub()
                .publish(Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
    }

    @Test
    void anEventStreamSaysSoAndEnds() throws Exception {
        var request = HttpRequest.newBuilder(server.base().resolve("/v1/stream?spec=kept.*.*&since=0"))
                .header("authorization", BASIC)
                .build();
        var whole = http.sendAsync(request, BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
        assertThat(whole.body())
                .contains("k0")
                .contains("cannot be read now; come back with that position")
                .doesNotContain("k" + (EVENTS - 1));
    }

    /** What is sent, and what the last event and a live one look like. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/v3/ws?since=POSITION&token=            | register kept.*.*",
                "/events/ws?token=                           | {\"name\":\"event:subscribe\",\"version\":1,\"id\":\"1\","
                        + "\"flowId\":\"f\",\"payload\":{\"spec\":\"kept.*.*\",\"since\":\"POSITION\"}}",
                "/socket.io/?EIO=4&transport=websocket&token= | 40{\"subscribe\":\"kept.*.*\",\"since\":\"POSITION\"}"
            })
    void aSocketIsClosedAndComesBackBehindTheDamage(String path, String subscribe) {
        try (var socket = open(path, subscribe, "0")) {
            assertThat(socket.closeCode()).isEqualTo(1011);
        }
        try (var socket = open(path, subscribe, behind)) {
            next(socket, "k" + (EVENTS - 1));
            publish("live");
            next(socket, "live");
        }
    }

    private RecordingWebSocket open(String path, String subscribe, String since) {
        var base = server.base().toString().replaceFirst("http", "ws");
        var socket = RecordingWebSocket.open(URI.create(base + path.replace("POSITION", since) + token()));
        if (path.startsWith("/socket.io")) {
            assertThat(socket.next()).startsWith("0{");
        }
        socket.send(subscribe.replace("POSITION", since));
        return socket;
    }

    private String token() {
        return server.server()
                .directory()
                .issue(new TokenRequest("user:rocketskates", "rocketskates", Duration.ofHours(1), null, List.of()))
                .orElseThrow();
    }

    private static void next(RecordingWebSocket socket, String key) {
        var seen = socket.next();
        while (!seen.contains("\"" + key + "\"")) {
            seen = socket.next();
        }
    }
}
