package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.User;
import carillon.core.memory.MemoryBudget;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of every dialect are bounded in bytes, each and all together, on a server whose budget is small. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class AnswerMemoryTest {

    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("ada:a-password-for-tests".getBytes(StandardCharsets.UTF_8));

    /** Forty events and eight objects of 250 KB: ten megabytes, and two. */
    private static final String LARGE = "x".repeat(250_000);

    private static final long BUDGET = 6L << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private TestServer server;
    private MemoryBudget memory;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new TestServer(data, Map.of(Settings.ANSWER_MEMORY.key(), Long.toString(BUDGET)));
        memory = server.server().hub().memory();
        var directory = server.server().directory();
        directory.put(directory.withPassword(
                new User("ada", "", Set.of(Role.SUPERUSER.name()), "", ""), "a-password-for-tests"));
        for (int i = 0; i < 40; i++) {
            publish(Event.about("things", "grow", "k" + i)
                    .object(Json.parse("{\"x\":\"" + LARGE + "\"}"))
                    .build());
        }
        for (int i = 0; i < 12; i++) {
            assertThat(call("POST", "/api/v3/profiles", "{\"Name\":\"p" + i + "\",\"x\":\"" + LARGE + "\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private void publish(Event event) {
        server.server()
                .hub()
                .publish(Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return call(AUTHORIZATION, method, path, body);
    }

    private HttpResponse<String> call(String authorization, String method, String path, String body) {
        var request = HttpRequest.newBuilder(server.base().resolve(path))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/events?limit=1000", "/api/system/events?pagesize=all", "/api/v3/profiles"})
    void aListThatIsTooLargeIsRefusedAndAPartOfItAnswered(String path) {
        var whole = call("GET", path, "");
        assertThat(whole.statusCode()).isEqualTo(413);
        assertThat(whole.body()).contains("fewer items");
        var part = path.replace("pagesize=all", "pagesize=2").replace("1000", "2");
        var answer = call("GET", part + (part.contains("?") ? "" : "?limit=2&offset=1"), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().length()).isBetween(500_000, 600_000);
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    /** 85 KB that used to ask for a quarter of a gigabyte. */
    @Test
    void theQueriesOfABatchAreAnsweredAsFarAsThereIsRoom() {
        var query = "{\"name\":\"event:query\",\"version\":1,\"id\":\"q\",\"flowId\":\"f\","
                + "\"payload\":{\"types\":[\"things\"],\"limit\":1}}";
        var batch = "{\"name\":\"batch\",\"version\":1,\"id\":\"b\",\"flowId\":\"f\",\"payload\":{\"events\":["
                + String.join(",", Collections.nCopies(50, query)) + "]}}";
        var answer = call("POST", "/events", batch);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().length()).isBetween(1_000_000, 3_000_000);
        var items = Json.parse(answer.body()).tree().get("payload");
        assertThat(items.size()).isEqualTo(50);
        assertThat(items.get(0).get("name").asString()).isEqualTo("event:query:response");
        var refused = items.valueStream()
                .filter(item -> !item.get("name").asString().equals("event:query:response"))
                .toList();
        assertThat(refused.getFirst().at("/payload/code").asString()).isEqualTo("TOO_LARGE");
        assertThat(refused.getFirst().toString()).contains("the answers to one message are at most");
        assertThat(items.get(49).get("name").asString())
                .startsWith("event:query:")
                .isNotEqualTo("event:query:response");
        assertThat(items.get(49).get("payload").get("code").asString()).isEqualTo("TOO_LARGE");
        // What cannot be answered any more is not even looked for: a thousand such reads took a minute.
        assertThat(items.get(49).get("payload").toString()).contains("could not be given");
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    @Test
    void theQueriesOfABatchAskForSoManyEventsTogether() {
        var query = "{\"name\":\"event:query\",\"version\":1,\"id\":\"q\",\"flowId\":\"f\","
                + "\"payload\":{\"types\":[\"none\"],\"limit\":1000}}";
        var batch = "{\"name\":\"batch\",\"version\":1,\"id\":\"b\",\"flowId\":\"f\",\"payload\":{\"events\":["
                + String.join(",", Collections.nCopies(12, query)) + "]}}";
        var items = Json.parse(call("POST", "/events", batch).body()).tree().get("payload");
        assertThat(items.get(9).get("name").asString()).isEqualTo("event:query:response");
        assertThat(items.get(10).get("payload").get("code").asString()).isEqualTo("TOO_LARGE");
    }

    /** They ask for large answers and read nothing: what is held for them is their user's share, and free when they are gone. */
    @Test
    void readersThatDoNotReadHoldNoMoreThanTheirShare() throws Exception {
        var directory = server.server().directory();
        directory.put(directory.withPassword(
                new User("bob", "", Set.of(Role.SUPERUSER.name()), "", ""), "a-password-for-tests"));
        var bob = "Basic "
                + Base64.getEncoder().encodeToString("bob:a-password-for-tests".getBytes(StandardCharsets.UTF_8));
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 8; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(4_096);
                socket.connect(server.server().address("http"));
                sockets.add(socket);
                var request = "GET /v1/events?limit=6&type=things HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                        + AUTHORIZATION + "\r\n\r\n";
                // One after another, until the buffers of the kernel are full.
                socket.getOutputStream().write(request.repeat(12).getBytes(StandardCharsets.US_ASCII));
            }
            await().untilAsserted(() -> {
                var refused = call("GET", "/v1/events?limit=7&type=things", "");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).contains("1");
                assertThat(memory.held()).isBetween(BUDGET / 8, BUDGET / 4);
            });
            // What others ask for goes on, and what is small.
            assertThat(call(bob, "GET", "/v1/events?limit=4&type=things", "").statusCode())
                    .isEqualTo(200);
            assertThat(call("GET", "/api/v3/info", "").statusCode()).isEqualTo(200);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
        assertThat(call("GET", "/v1/events?limit=2&type=things", "").statusCode())
                .isEqualTo(200);
    }

    /** The same over a socket, where the next question does not wait for the answer to the last. */
    @ParameterizedTest
    @ValueSource(strings = {"/events/ws", "/socket.io/?EIO=4&transport=websocket"})
    void answersOnASocketAreHeldUntilTheyAreRead(String path) throws Exception {
        boolean socketIo = path.startsWith("/socket.io");
        var query = "{\"name\":\"event:query\",\"version\":1,\"payload\":{\"types\":[\"things\"],\"limit\":1}}";
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(server.server().address("http"));
            socket.getOutputStream()
                    .write(("GET " + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Authorization: " + AUTHORIZATION + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (socketIo) {
                socket.getOutputStream().write(frame("40"));
                var seen = new StringBuilder();
                while (!seen.toString().endsWith("40{")) {
                    seen.append((char) socket.getInputStream().read());
                }
            }
            // One after another, until the buffers of the kernel are full and have not grown for half a second.
            int held = 0;
            for (int i = 0; i < 400 && held < 25; i++) {
                socket.getOutputStream().write(frame(socketIo ? "42[\"event\"," + query + "]" : query));
                TimeUnit.MILLISECONDS.sleep(20);
                held = memory.held() >= 200_000 ? held + 1 : 0;
            }
            assertThat(held).as("looks in a row at an answer that waits").isEqualTo(25);
            assertThat(memory.held()).isLessThanOrEqualTo(BUDGET / 4);
        }
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    /** Of text, masked with zeros. */
    private static byte[] frame(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(8 + bytes.length).put((byte) 0x81);
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) 0xfe).putShort((short) bytes.length);
        }
        frame.putInt(0).put(bytes).flip();
        var exact = new byte[frame.remaining()];
        frame.get(exact);
        return exact;
    }
}
