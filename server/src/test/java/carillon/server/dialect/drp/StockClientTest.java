package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import ch.qos.logback.classic.Level;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The calls of a stock {@code drpcli}, byte for byte as it sends them, and what it makes of the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockClientTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(DrpServer.ROOT.getBytes(StandardCharsets.UTF_8));

    private DrpServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Drpcli drpcli() {
        return new Drpcli(server.http.address("https"));
    }

    /** A run that was given {@code -T TOKEN} asks for nothing before its first real request. */
    private String given() {
        return "Bearer " + server.token("root", Duration.ofMinutes(1));
    }

    private static JsonNode json(Drpcli.Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        return Json.parse(answer.body()).tree();
    }

    private static String bearer(Drpcli.Answer answer) {
        var json = json(answer);
        assertThat(json.get("Info").isObject()).isTrue();
        return "Bearer " + json.get("Token").stringValue();
    }

    /** The next message, decoded as the client does: one value a message. */
    private static JsonNode next(RawSocket socket) {
        var frame = socket.read();
        assertThat(frame.opcode()).isEqualTo(RawSocket.TEXT);
        return Json.parse(frame.text()).tree();
    }

    private static String subject(RawSocket socket) {
        return Session.subject(next(socket));
    }

    /** Close frame and all: {@code 88 82}, the mask, 1000. */
    private static void hangUp(RawSocket socket) {
        socket.frame(0x80 | RawSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});
        var answer = socket.read();
        assertThat(answer.opcode()).isEqualTo(RawSocket.CLOSE);
        assertThat(answer.closeCode()).isEqualTo(1000);
        assertThat(socket.ends()).isTrue();
    }

    @Test
    @DisplayName("the client of these tests writes what was recorded from the stock one's libraries")
    void recorded() throws Http2Exception {
        var encoder = Drpcli.encoder();
        var authority = "127.0.0.1:33895";
        var get = Drpcli.block(encoder, authority, "GET", "/api/v3/users/root/token", "Basic cm9vdDpyb290cHc=", null);
        assertThat(HexFormat.of().formatHex(get))
                .isEqualTo("418b089d5c0b8170dc65979f6f8245916075998eecb16a0b6218b0e74b093f52d587538b1d75d0620d263d4c"
                        + "7441ea5886a8eb2127b0bf5790ba34188a1297fbc97ebf5189f013192050839bd9ab7a8dc475a74a6b589418"
                        + "b525812e0f");
        var post = Drpcli.block(encoder, authority, "POST", "/api/v3/events", "Bearer abc", "{\"a\":1}");
        assertThat(HexFormat.of().formatHex(post))
                .isEqualTo("c483458a6075998eecb05ee5a92887c3c25f8b1d75d0620d263d4c7441ea5787ba51d85b141c645c0137c3c2");
    }

    @Test
    @DisplayName("drp 3.1: without a cached token a client gets one with Basic, and one to cache with Bearer")
    void tokenWithoutCache() {
        try (var drpcli = drpcli()) {
            assertThat(drpcli.alpn()).isEqualTo("h2");
            var token = bearer(drpcli.get("/users/root/token", BASIC));
            var cached = bearer(drpcli.get("/users/root/token?ttl=7200", token));
            assertThat(json(drpcli.get("/info", cached)).get("features").valueStream())
                    .anyMatch(feature -> feature.stringValue().equals("websocket-changed-filter"));
        }
    }

    @Test
    @DisplayName("drp 3.1: with a cached token a client asks for info; a stale one is refused, and it starts over")
    void tokenFromCache() {
        try (var drpcli = drpcli()) {
            assertThat(json(drpcli.get("/info", given())).get("api_port").isNumber())
                    .isTrue();
        }
        try (var drpcli = drpcli()) {
            var refused = drpcli.get("/info", "Bearer " + server.token("root", Duration.ofSeconds(-1)));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).isEmpty();
            bearer(drpcli.get("/users/root/token?ttl=7200", bearer(drpcli.get("/users/root/token", BASIC))));
        }
    }

    @Test
    @DisplayName("drp 3.1: with -x a client sends Basic with everything, the socket included")
    void withoutToken() {
        try (var drpcli = drpcli()) {
            bearer(drpcli.get("/users/root/token", BASIC));
            assertThat(json(drpcli.get("/profiles", BASIC)).isArray()).isTrue();
            try (var socket = drpcli.socket(BASIC)) {
                socket.send("register *.*.*");
                assertThat(subject(socket)).isEqualTo("websocket.register.*.*.*");
                hangUp(socket);
            }
        }
    }

    @Test
    @DisplayName("drp 3.1: a client that lives long refreshes its token, and its socket does not notice")
    void refresh() {
        try (var drpcli = drpcli();
                var socket = drpcli.socket(bearer(drpcli.get("/users/root/token", BASIC)))) {
            socket.send("register refreshed.*.*");
            assertThat(subject(socket)).isEqualTo("websocket.register.refreshed.*.*");
            bearer(drpcli.get("/users/root/token?ttl=600", given()));
            server.publish("refreshed", "a", "k");
            assertThat(subject(socket)).isEqualTo("refreshed.a.k");
        }
    }

    @Test
    @DisplayName("drp 14: events watch prints the answer first, then every event until it is interrupted")
    void eventsWatch() {
        try (var drpcli = drpcli();
                var socket = drpcli.socket(bearer(drpcli.get("/users/root/token", BASIC)))) {
            socket.send("register *.*.*");
            var first = next(socket);
            assertThat(Session.subject(first)).isEqualTo("websocket.register.*.*.*");
            assertThat(first.propertyNames())
                    .containsExactly("Time", "Type", "Action", "Key", "Principal", "Object", "Original");
            server.publish("watched", "a", "k");
            var seen = subject(socket);
            while (!seen.equals("watched.a.k")) {
                // The socket of another test, as its connection ends.
                assertThat(seen).startsWith("connections.");
                seen = subject(socket);
            }
        }
    }

    @Test
    @DisplayName("drp 14: events watch SPEC registers the spec verbatim")
    void eventsWatchSpec() {
        var spec = "machines,stages.create.*.And(Stage=Eq(\"a, b\"), Not(Name=Re(\"^x\")))";
        try (var drpcli = drpcli();
                var socket = drpcli.socket(given())) {
            socket.send("register " + spec);
            assertThat(next(socket).get("Key").stringValue()).isEqualTo(spec);
            server.publish("stages", "create", "s", "{\"Stage\":\"a, b\",\"Name\":\"y\"}", "null");
            assertThat(subject(socket)).isEqualTo("stages.create.s");
        }
    }

    @Test
    @DisplayName("drp 14: events post sends all seven members and takes an empty 204 with the content type of JSON")
    void eventsPost() {
        try (var watcher = server.session().register("machines.poke.*");
                var drpcli = drpcli()) {
            var token = bearer(drpcli.get("/users/root/token", BASIC));
            var answer = drpcli.post(
                    "/events",
                    token,
                    "{\"Time\":\"0001-01-01T00:00:00Z\",\"Type\":\"machines\",\"Action\":\"poke\",\"Key\":\"m1\","
                            + "\"Principal\":\"\",\"Object\":null,\"Original\":null}");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.contentType()).startsWith("application/json");
            assertThat(answer.body()).isEmpty();
            assertThat(watcher.next().get("Principal").stringValue()).isEqualTo("user:root");
        }
    }

    @Test
    @DisplayName("drp 14: wait registers update and save, counts answers, reads after each event, and closes 1000")
    void waitForState() {
        server.rest().post("/machines", "{\"Uuid\":\"m1\",\"Stage\":\"none\"}");
        try (var drpcli = drpcli()) {
            var token = given();
            assertThat(stage(drpcli, token)).isEqualTo("none");
            try (var socket = drpcli.socket(token)) {
                socket.send("register machines.update.m1").send("register machines.save.m1");
                assertThat(subject(socket)).isEqualTo("websocket.register.machines.update.m1");
                assertThat(subject(socket)).isEqualTo("websocket.register.machines.save.m1");
                assertThat(stage(drpcli, token)).isEqualTo("none");
                server.rest().patch("/machines/m1", "[{\"op\":\"replace\",\"path\":\"/Stage\",\"value\":\"some\"}]");
                assertThat(subject(socket)).isEqualTo("machines.update.m1");
                assertThat(stage(drpcli, token)).isEqualTo("some");
                server.rest().post("/machines/m1/params/p", "1");
                assertThat(subject(socket)).isEqualTo("machines.save.m1");
                assertThat(stage(drpcli, token)).isEqualTo("some");
                socket.send("deregister machines.update.m1").send("deregister machines.save.m1");
                assertThat(subject(socket)).isEqualTo("websocket.deregister.machines.update.m1");
                assertThat(subject(socket)).isEqualTo("websocket.deregister.machines.save.m1");
                hangUp(socket);
            }
        }
    }

    private static String stage(Drpcli drpcli, String token) {
        return json(drpcli.get("/machines/m1", token)).get("Stage").stringValue();
    }

    @Test
    @DisplayName("drp 14: logs watch registers log.*.* and prints the objects, lines of the server's log")
    void logsWatch() {
        try (var log = LogEvents.attach(server.hub, Level.INFO);
                var drpcli = drpcli();
                var socket = drpcli.socket(bearer(drpcli.get("/users/root/token", BASIC)))) {
            socket.send("register log.*.*");
            assertThat(subject(socket)).isEqualTo("websocket.register.log.*.*");
            LoggerFactory.getLogger("carillon.server.dialect.drp.Anything").warn("a shelf is {}", "full");
            var event = next(socket);
            assertThat(Session.subject(event)).isEqualTo("log.warn.drp");
            var line = event.get("Object");
            assertThat(line.propertyNames())
                    .containsExactly(
                            "Group",
                            "Seq",
                            "Time",
                            "Service",
                            "Principal",
                            "Level",
                            "File",
                            "Line",
                            "Message",
                            "Data",
                            "IgnorePublish");
            assertThat(line.get("Message").stringValue()).isEqualTo("a shelf is full");
            assertThat(line.get("Level").stringValue()).isEqualTo("warn");
            assertThat(log.isStarted()).isTrue();
        }
    }
}
