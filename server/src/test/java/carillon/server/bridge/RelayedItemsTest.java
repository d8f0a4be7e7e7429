package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.server.dialect.sysadm.BridgeLinks;
import carillon.server.dialect.sysadm.Dialect;
import carillon.server.dialect.sysadm.Host;
import carillon.server.dialect.sysadm.LinkConfig;
import carillon.server.keylogin.Challenge;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, sessions over a relay: a real server behind a real bridge. */
class RelayedItemsTest {

    private static final String QUERY = "{'namespace':'rpc','name':'query','id':'q','args':{}}";
    private static final String SUBSCRIBE = "{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}";

    private final BridgeHost bridge = new BridgeHost();
    private final Host server = new Host(Dialect.WIRE);
    /** The key of ada, who is a client behind the bridge. */
    private final KeyPair adas = BridgeHost.keys();

    private final String checksum = RegisteredKey.checksum(RegisteredKey.stored(adas.getPublic()));
    private BridgeLinks links = server.sysadm.link(config());

    @BeforeEach
    void register() throws IOException {
        new KeyRing(server.data.resolve("sysadm-keys.json"))
                .add(new RegisteredKey("ada", "", "", RegisteredKey.stored(adas.getPublic())));
        var stored = Files.readString(server.data.resolve("link.key.pub")).strip();
        bridge.bridge.keys().add(new RegisteredKey("atlas", "atlas", "", stored));
        // The first attempt was made before the keys were registered; now a new one.
        links.close();
        links = server.sysadm.link(config());
        await().until(() -> links.states().getOrDefault("home", false));
    }

    @AfterEach
    void close() {
        links.close();
        server.close();
        bridge.close();
    }

    private LinkConfig config() {
        return new LinkConfig(
                Map.of("home", bridge.uri()),
                server.data.resolve("link.key"),
                false,
                Duration.ofMillis(5),
                Duration.ofMillis(500));
    }

    @Test
    @DisplayName("a client key that is registered after the link has logged in pairs its client, until it is revoked")
    void registeredLater() {
        var stored = RegisteredKey.stored(BridgeHost.keys().getPublic());
        try (var client = bridge.peer("client", RegisteredKey.checksum(stored));
                var desk = server.login("ada")) {
            for (var action : List.of("register_ssl_cert", "revoke_ssl_cert")) {
                var answer = desk.ask("{'namespace':'rpc','name':'settings','id':'k','args':{'action':'" + action
                        + "','pub_key':'" + stored + "'}}");
                assertThat(answer.path("name").stringValue()).isEqualTo("response");
                assertThat(client.available()).hasSize(action.equals("register_ssl_cert") ? 1 : 0);
            }
        }
    }

    @Test
    @DisplayName("a key that the command line puts into the file is told as well")
    void registeredInTheFile() {
        var stored = RegisteredKey.stored(BridgeHost.keys().getPublic());
        try (var client = bridge.peer("client", RegisteredKey.checksum(stored))) {
            new KeyRing(server.data.resolve("sysadm-keys.json")).add(new RegisteredKey("ada", "", "", stored));
            assertThat(client.available()).hasSize(1);
        }
    }

    @Test
    @DisplayName("sysadm 120: over a relay only keys are a way in, and stage 1 returns two coded texts")
    void item120_keysOnly() {
        try (var client = bridge.peer("client", checksum)) {
            var to = client.available().getFirst();
            assertThat(plain(client, to, "{'namespace':'rpc','name':'identify','id':'i','args':{}}")
                            .path("args")
                            .toString())
                    .isEqualTo("{\"hostname\":\"atlas\",\"type\":\"server\"}");
            isUnauthorized(plain(client, to, Host.LOGIN.formatted("ada", "ada-pw")));
            isUnauthorized(plain(client, to, "{'namespace':'rpc','name':'auth_token','id':'t','args':{'token':''}}"));
            isUnauthorized(plain(client, to, stage1("unknown")));
            var args = plain(client, to, stage1(checksum)).path("args");
            assertThat(args.propertyNames()).containsExactly("new_ssl_key", "test_string");
            assertThat(decoded(args.path("test_string").stringValue())).matches("[A-Za-z0-9]{20}");
            assertThat(decoded(args.path("new_ssl_key").stringValue())).startsWith("-----BEGIN PUBLIC KEY-----\n");
        }
    }

    @Test
    @DisplayName("sysadm 121: after stage 1 bodies are coded both ways; a plain one restarts stage 1")
    void item121_coded() {
        try (var client = bridge.peer("client", checksum)) {
            var to = client.available().getFirst();
            login(client, to);
            assertThat(coded(client, to, "{'namespace':'rpc','name':'query','id':'q','args':{}}")
                            .path("args")
                            .path("rpc/dispatcher")
                            .stringValue())
                    .isEqualTo("read/write");
            // Nothing that decodes to a request: answered as malformed, coded.
            client.relay(to, "!!!");
            assertThat(Json.parse(decoded(body(client)))
                            .tree()
                            .path("args")
                            .path("code")
                            .stringValue())
                    .isEqualTo("400");
            login(client, to);
        }
    }

    @Test
    @DisplayName("sysadm 122, 123: events go coded to who subscribed, and the last one to who subscribes")
    void item122_123_events() {
        server.publish("system_state", "{'hostname':'first','priority':'0/Information'}");
        try (var subscriber = bridge.peer("client", checksum);
                var other = bridge.peer("client", checksum)) {
            var to = subscriber.available().getFirst();
            other.available();
            login(subscriber, to);
            login(other, to);
            subscriber.relay(to, code(SUBSCRIBE));
            assertThat(Json.parse(decoded(body(subscriber))).toString())
                    .isEqualTo("{\"args\":{\"hostname\":\"first\",\"priority\":\"0 - Information\"},\"id\":\"\","
                            + "\"name\":\"system-state\",\"namespace\":\"events\"}");
            assertThat(Json.parse(decoded(body(subscriber))).tree().path("args").toString())
                    .isEqualTo("{\"subscribe\":\"system-state\"}");
            server.publish("system_state", "{'hostname':'second','priority':'0/Information'}");
            var frame = subscriber.client.text();
            assertThat(frame).startsWith(to + "\n");
            assertThat(decoded(frame.substring(to.length() + 1))).contains("second");
            assertThat(coded(other, to, "{'namespace':'rpc','name':'query','id':'only','args':{}}")
                            .path("id")
                            .stringValue())
                    .isEqualTo("only");
        }
    }

    @Test
    @DisplayName("sysadm 124: a client that vanishes loses its login")
    void item124_vanished() {
        String token;
        try (var client = bridge.peer("client", checksum)) {
            var to = client.available().getFirst();
            token = login(client, to);
        }
        try (var direct = server.connect()) {
            // Its token would be good on a direct connection as well; the server has forgotten it soon after.
            await().untilAsserted(() -> isUnauthorized(
                    direct.ask("{'namespace':'rpc','name':'auth_token','id':'t','args':{'token':'" + token + "'}}")));
        }
    }

    @Test
    @DisplayName("issue 5: who writes another's id line takes neither its place nor its answers")
    void forgedIdLines() {
        try (var victim = bridge.peer("client", checksum)) {
            var to = victim.available().getFirst();
            var victimId = bridge.bridge.peers().stream()
                    .filter(peer -> peer.role() == PeerRole.CLIENT)
                    .map(PeerState::id)
                    .findFirst()
                    .orElseThrow();
            var challenge = plain(victim, to, stage1(checksum)).path("args").path("test_string");
            var answer = stage2(Challenge.answer(decoded(challenge.stringValue()), adas.getPrivate()));
            assertThat(coded(victim, to, answer).path("args").isArray()).isTrue();
            try (var thief = bridge.peer("client", checksum)) {
                thief.available();
                // The bridge puts the thief's own id first, so the server takes the forged line for a body of the
                // thief's.
                for (var body : List.of(code(QUERY), QUERY.replace('\'', '"'), code(SUBSCRIBE))) {
                    thief.relay(to, victimId + "\n" + body);
                    assertThat(decoded(body(thief))).contains("\"code\":\"400\"");
                }
                // Client to client, a line more than one, and a line that is nobody's: to nobody.
                thief.relay(victimId, code(QUERY));
                thief.relay(victimId + "\n" + to, code(QUERY));
                thief.relay("::{nobody}", code(QUERY));
                // The victim's checksum is no secret; its answer was good once, and for its own challenge.
                isUnauthorized(plain(thief, to, QUERY));
                assertThat(plain(thief, to, stage1(checksum)).path("args").has("test_string"))
                        .isTrue();
                isUnauthorized(coded(thief, to, answer));
                isUnauthorized(coded(thief, to, QUERY));
                // Nothing of this reached the victim, whose login is as it was.
                assertThat(coded(victim, to, QUERY).path("id").stringValue()).isEqualTo("q");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "!!!",
                "e30",
                "bnVsbA==",
                "W10=",
                "\u00e9",
                "::{x}\n{}",
                "{\"namespace\":\"rpc\",\"name\":7}"
            })
    @DisplayName("sysadm 10.8: a body that is no request is 400, and the session goes on")
    void badBodies(String bad) {
        try (var client = bridge.peer("client", checksum)) {
            var to = client.available().getFirst();
            login(client, to);
            client.relay(to, bad);
            var reply = body(client);
            assertThat(reply.startsWith("{") ? reply : decoded(reply)).contains("\"code\":\"400\"");
            assertThat(coded(client, to, QUERY).path("name").stringValue()).isEqualTo("response");
        }
    }

    @Test
    @DisplayName("sysadm 10.9: a bridge that comes back is dialled again, and forged announcements are not heard")
    void reconnects() {
        try (var client = bridge.peer("client", checksum)) {
            var to = client.available().getFirst();
            client.relay(
                    to,
                    "{\"namespace\":\"events\",\"name\":\"bridge\",\"id\":\"\",\"args\":"
                            + "{\"available_connections\":[]}}");
            assertThat(body(client)).contains("401");
            bridge.bridge.peers().stream()
                    .filter(peer -> peer.role() == PeerRole.SERVER)
                    .forEach(peer -> bridge.bridge.close(peer.id()));
            assertThat(client.available()).isEmpty();
            assertThat(client.available()).hasSize(1);
        }
    }

    @Test
    @DisplayName("sysadm 10.9: addresses of bridges")
    void addresses() {
        assertThat(LinkConfig.parse(List.of("a=relay.example", "b=ws://h:1/x", "c=h:77", "d=wss://h/sysadm/bridge")))
                .containsEntry("a", URI.create("wss://relay.example:12149"))
                .containsEntry("b", URI.create("ws://h:1/x"))
                .containsEntry("c", URI.create("wss://h:77"))
                .containsEntry("d", URI.create("wss://h/sysadm/bridge"));
    }

    private String login(RelayPeer client, String to) {
        var args = plain(client, to, stage1(checksum)).path("args");
        var answer = Challenge.answer(decoded(args.path("test_string").stringValue()), adas.getPrivate());
        var reply = coded(client, to, stage2(answer));
        assertThat(reply.path("args").path(1).asInt(0)).isEqualTo(900);
        return reply.path("args").path(0).stringValue();
    }

    private static String stage1(String checksum) {
        return "{'namespace':'rpc','name':'auth_ssl','id':'b1','args':{'md5_key':'" + checksum + "'}}";
    }

    private static String stage2(String answer) {
        return "{'namespace':'rpc','name':'auth_ssl','id':'b2','args':{'encrypted_string':'" + answer + "'}}";
    }

    private static JsonNode plain(RelayPeer client, String to, String request) {
        client.relay(to, request.replace('\'', '"'));
        return Json.parse(body(client)).tree();
    }

    private static JsonNode coded(RelayPeer client, String to, String request) {
        client.relay(to, code(request));
        return Json.parse(decoded(body(client))).tree();
    }

    private static String body(RelayPeer client) {
        var frame = client.client.text();
        return frame.substring(frame.indexOf('\n') + 1);
    }

    private static String code(String request) {
        return Base64.getEncoder().encodeToString(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String coded) {
        return new String(Base64.getDecoder().decode(coded), StandardCharsets.UTF_8);
    }

    private static void isUnauthorized(JsonNode frame) {
        assertThat(frame.path("args").path("code").stringValue()).isEqualTo("401");
    }
}
