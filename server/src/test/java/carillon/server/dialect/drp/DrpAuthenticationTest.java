package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpAuthenticationTest {

    private static final String CHALLENGE = "dr-provision";

    /** How much later than the real time it is for the server. */
    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

    private DrpServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(
                data, DrpConfig.DEFAULT.withClock(() -> Instant.now().plus(later.get())));
        server.addUser("ines", "a:b%c d+é");
        server.addUser("bob", "pw");
        server.addUserWith("admin", new Claim("users", "token", "ines,nobody"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String ws(String query) {
        return server.url("ws") + "/api/v3/ws" + query;
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private void opens(String query, String... headers) {
        try (var session = server.open(ws(query), headers)) {
            session.register("a.b.c");
        }
    }

    private int refused(String query, String... headers) {
        return server.refused(ws(query), headers);
    }

    @Test
    @DisplayName("drp 3 and 7: user and password in the query, also with colons and other characters")
    void item3_item7_passwordInQuery() {
        opens("?token=root:rootpw");
        opens("?token=" + Rest.escaped("ines:a:b%c d+é"));
    }

    @Test
    @DisplayName("drp 4: a token in the query")
    void item4_tokenInQuery() {
        opens("?token=" + server.token("ines", Duration.ofMinutes(1)));
    }

    @Test
    @DisplayName("drp 5 and 7: Basic and Bearer in the header, scheme in any case")
    void item5_item7_headers() {
        opens("", "Authorization", basic("ines:a:b%c d+é"));
        opens("", "Authorization", "basic" + basic(DrpServer.ROOT).substring(5));
        opens("", "Authorization", "Bearer " + server.token("ines", Duration.ofMinutes(1)));
    }

    @Test
    @DisplayName("drp 6: the header alone counts if there is one")
    void item6_headerWins() {
        opens("?token=root:wrong", "Authorization", basic(DrpServer.ROOT));
        assertThat(refused("?token=root:rootpw", "Authorization", basic("root:wrong")))
                .isEqualTo(403);
    }

    @Test
    @DisplayName("drp 8: ?Token= works as well")
    void item8_capitalToken() {
        opens("?Token=root:rootpw");
    }

    @Test
    @DisplayName("drp 9: no credential gets 401 with a challenge and nothing else")
    void item9_none() {
        assertThat(refused("")).isEqualTo(401);
        for (var path : List.of("/ws", "/info", "/events", "/connections", "/machines")) {
            var answer = server.rest().with(null).get(path);
            if (!path.equals("/events")) {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("www-authenticate")).isEqualTo(CHALLENGE);
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @DisplayName("drp 10: headers that cannot be read get 401")
    @ValueSource(strings = {"Digest x", "Basic !!!", "Basic bm9jb2xvbg==", "Basic", "nonsense"})
    void item10_unreadable(String header) {
        var answer = server.rest().with(header).get("/info");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).isEqualTo(CHALLENGE);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    @DisplayName("drp 11: a wrong password and an unknown user look the same")
    void item11_wrong() {
        var wrong = server.rest("root:wrong").get("/info");
        var unknown = server.rest("nobody:wrong").get("/info");
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(wrong.body()).isEqualTo(unknown.body()).contains("\"Type\":\"AUTH\"");
        assertThat(wrong.response().headers().map().keySet())
                .isEqualTo(unknown.response().headers().map().keySet());
    }

    @Test
    @DisplayName("drp 12: garbage, expired and tampered tokens get 403 with a challenge")
    void item12_badTokens() {
        var expired = server.token("ines", Duration.ofSeconds(-5));
        var good = server.token("ines", Duration.ofMinutes(1));
        int middle = good.length() / 2;
        var tampered =
                good.substring(0, middle) + (good.charAt(middle) == 'A' ? 'B' : 'A') + good.substring(middle + 1);
        // Lenient base64 would take all of these for the good one.
        var appended = Stream.of("A", "=", "==", "*", "AA", ".").map(good::concat);
        var inside = Stream.of("=.", "A.", "\u00e9.").map(end -> good.replaceFirst("[.]", end));
        var others = Stream.of("garbage", "a.b.c", expired, tampered);
        for (var token :
                Stream.of(appended, inside, others).flatMap(each -> each).toList()) {
            var answer = server.rest().with("Bearer " + token).get("/info");
            assertThat(answer.status()).as(token).isEqualTo(403);
            assertThat(answer.header("www-authenticate")).isEqualTo(CHALLENGE);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    @DisplayName("drp 13: after a password change old tokens get 403 AUTH, and open sessions end with 1008")
    void item13_rotated() {
        server.addUser("eve", "old");
        var token = server.rest("eve:old")
                .get("/users/eve/token")
                .json()
                .get("Token")
                .stringValue();
        try (var session = server.open(ws("?token=" + token))) {
            assertThat(server.rest("eve:old")
                            .put("/users/eve/password", "{\"Password\":\"new\\u0000\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(server.rest("eve:old")
                            .put("/users/eve/password", "{\"Password\":\"new\"}")
                            .status())
                    .isEqualTo(200);
            var answer = server.rest().bearer(token).get("/info");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().get("Type").stringValue()).isEqualTo("AUTH");
            assertThat(answer.json().get("Messages").size()).isEqualTo(1);
            assertThat(session.closeCode()).isEqualTo(1008);
        }
        assertThat(server.rest("eve:new").get("/info").status()).isEqualTo(200);
    }

    private String runnerToken(Rest granting, String machine) {
        return granting.get("/machines/" + machine + "/token")
                .json()
                .get("Token")
                .stringValue();
    }

    @Test
    @DisplayName(
            "drp 2.4: sockets of a deleted user, and of runners whose granting user or machine is gone, end with 1008")
    void revokedSockets() {
        server.addUser("ann", "pw", "superuser");
        server.addUser("bea", "pw", "superuser");
        for (var machine : List.of("m1", "m2")) {
            assertThat(server.rest()
                            .post("/machines", "{\"Uuid\":\"" + machine + "\"}")
                            .status())
                    .isEqualTo(201);
        }
        var granted = runnerToken(server.rest("ann:pw"), "m1");
        var lasting = runnerToken(server.rest("bea:pw"), "m2");
        try (var basic = server.session("ann:pw").register("a.*.*");
                var runner = server.open(ws("?token=" + granted)).register("a.*.*");
                var other = server.open(ws("?token=" + lasting)).register("a.*.*")) {
            assertThat(server.rest().delete("/users/ann").status()).isEqualTo(200);
            assertThat(basic.closeCode()).isEqualTo(1008);
            assertThat(runner.closeCode()).isEqualTo(1008);
            assertThat(server.rest().bearer(granted).get("/info").status()).isEqualTo(403);
            server.publish("a", "b", "c");
            assertThat(other.drain()).containsExactly("a.b.c");
            assertThat(server.rest().delete("/machines/m2").status()).isEqualTo(200);
            assertThat(other.closeCode()).isEqualTo(1008);
            var refused = server.rest().bearer(lasting).get("/info");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().get("Type").stringValue()).isEqualTo("AUTH");
        }
    }

    @Test
    @DisplayName("drp 3: a machine's token ends, and its sockets with 1008, when the machine gets another secret")
    void rotatedMachineSecret() {
        var rest = server.rest();
        for (var machine : List.of("r1", "r2")) {
            rest.post("/machines", "{\"Uuid\":\"" + machine + "\",\"Secret\":\"first\"}");
        }
        var rotated = runnerToken(rest, "r1");
        var lasting = runnerToken(rest, "r2");
        try (var session = server.open(ws("?token=" + rotated)).register("a.*.*");
                var other = server.open(ws("?token=" + lasting)).register("a.*.*")) {
            // What a client was shown has no secret: writing it back leaves the secret, and the token, as they are.
            rest.put("/machines/r1", rest.get("/machines/r1").body());
            assertThat(server.rest().bearer(rotated).get("/machines/r1").status())
                    .isEqualTo(200);
            rest.patch("/machines/r1", "[{\"op\":\"add\",\"path\":\"/Secret\",\"value\":\"second\"}]");
            assertThat(session.closeCode()).isEqualTo(1008);
            var refused = server.rest().bearer(rotated).get("/machines/r1");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().get("Type").stringValue()).isEqualTo("AUTH");
            assertThat(server.refused(ws("?token=" + rotated))).isEqualTo(403);
            var fresh = runnerToken(rest, "r1");
            assertThat(server.rest().bearer(fresh).get("/machines/r1").status()).isEqualTo(200);
            server.publish("a", "b", "c");
            assertThat(other.drain()).containsExactly("a.b.c");
        }
    }

    @Test
    @DisplayName("drp 14: a plain GET on the socket's path gets 400")
    void item14_noUpgrade() {
        assertThat(server.rest().get("/ws").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("drp 15: any origin is welcome; no subprotocol is chosen")
    void item15_origin() {
        try (var session = server.open(ws("?token=root:rootpw"), "Origin", "https://elsewhere.example")) {
            assertThat(session.socket().getSubprotocol()).isEmpty();
            session.register("a.b.c");
        }
        assertThat(server.upgradeHeaders("Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: x"))
                .contains(" 101 ")
                .doesNotContainIgnoringCase("sec-websocket-extensions")
                .doesNotContainIgnoringCase("sec-websocket-protocol");
    }

    @Test
    @DisplayName("drp 16: a session outlives its token")
    void item16_expiredUnderway() {
        var token =
                server.rest().get("/users/root/token?ttl=5").json().get("Token").stringValue();
        try (var session = server.open(ws("?token=" + token)).register("a16.*.*")) {
            later.set(Duration.ofSeconds(7));
            assertThat(server.rest().bearer(token).get("/info").status()).isEqualTo(403);
            server.publish("a16", "x", "y");
            assertThat(session.drain()).containsExactly("a16.x.y");
        } finally {
            later.set(Duration.ZERO);
        }
    }

    @Test
    @DisplayName("drp 17: tokens come with info, live 3600 s by default or as long as asked for")
    void item17_lifetimes() {
        var answer = server.rest("bob:pw").get("/users/bob/token");
        assertThat(answer.json().get("Info").isObject()).isTrue();
        livesFor(answer, 3600);
        livesFor(server.rest("bob:pw").get("/users/bob/token?ttl=5"), 5);
        livesFor(server.rest("bob:pw").get("/users/bob/token?ttl=30m"), 1800);
        livesFor(server.rest("bob:pw").get("/users/bob/token?ttl=2d"), 172_800);
        for (var ttl : List.of("x", "5x", "-5", "0", "1.5", "99999999999")) {
            var refused = server.rest("bob:pw").get("/users/bob/token?ttl=" + ttl);
            assertThat(refused.status()).as(ttl).isEqualTo(400);
            assertThat(refused.json().get("Code").intValue()).isEqualTo(400);
        }
    }

    private void livesFor(Rest.Answer issued, int seconds) {
        assertThat(issued.status()).isEqualTo(200);
        var rest = server.rest().bearer(issued.json().get("Token").stringValue());
        try {
            later.set(Duration.ofSeconds(seconds - 3));
            assertThat(rest.get("/info").status()).isEqualTo(200);
            later.set(Duration.ofSeconds(seconds + 2));
            assertThat(rest.get("/info").status()).isEqualTo(403);
        } finally {
            later.set(Duration.ZERO);
        }
    }

    @Test
    @DisplayName("drp 18: roles limit a token; those that the user does not contain are dropped")
    void item18_roles() {
        server.addUserWith("carl", new Claim("machines,profiles", "*", "*"));
        server.addUserWith("dora", new Claim("machines", "get", "*"));
        var all =
                server.rest("carl:pw").get("/users/carl/token?roles=carl-role").json();
        assertThat(mayCreate(all.get("Token").stringValue())).isTrue();
        var answer = server.rest("carl:pw").get("/users/carl/token?roles=dora-role,%20superuser,nope");
        assertThat(answer.status()).isEqualTo(200);
        var limited = answer.json().get("Token").stringValue();
        assertThat(mayCreate(limited)).isFalse();
        assertThat(server.rest().bearer(limited).get("/info").status()).isEqualTo(200);
        // A limited token must not buy an unlimited one.
        var more = server.rest()
                .bearer(limited)
                .get("/users/carl/token")
                .json()
                .get("Token")
                .stringValue();
        assertThat(mayCreate(more)).isFalse();
    }

    private boolean mayCreate(String token) {
        var answer = server.rest().bearer(token).post("/profiles", "{\"Name\":\"p" + System.nanoTime() + "\"}");
        assertThat(answer.status()).isIn(201, 403);
        return answer.status() == 201;
    }

    @Test
    @DisplayName("drp 19: another user's token needs a claim; an unknown user is 404 for those who have it")
    void item19_othersTokens() {
        var refused = server.rest("bob:pw").get("/users/ines/token");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("Type").stringValue()).isEqualTo("AUTH");
        assertThat(server.rest("admin:pw").get("/users/ines/token").status()).isEqualTo(200);
        assertThat(server.rest("admin:pw").get("/users/nobody/token").status()).isEqualTo(404);
        assertThat(server.rest("bob:pw")
                        .get("/users/nobody/token")
                        .json()
                        .get("Code")
                        .intValue())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("drp 20: every 2xx answer has the JSON content type, 204 too")
    void item20_contentType() {
        var rest = server.rest();
        var answers = List.of(
                rest.get("/info"),
                rest.get("/users"),
                rest.get("/users/root"),
                rest.get("/users/root/token"),
                rest.get("/connections"),
                rest.get("/machines"),
                rest.get("/objects"),
                rest.post("/profiles", "{\"Name\":\"item20\"}"),
                rest.post("/profiles/item20/params/a", "1"),
                rest.get("/profiles/item20/params"),
                rest.delete("/profiles/item20"),
                rest.call("HEAD", "/info", null),
                rest.post("/events", "{\"Type\":\"x\"}"));
        for (var answer : answers) {
            assertThat(answer.status()).isBetween(200, 299);
            assertThat(answer.header("content-type")).startsWith("application/json");
        }
    }

    @Test
    @DisplayName("drp 21: info lists what this server can, and only that")
    void item21_info() {
        var info = server.rest("bob:pw").get("/info").json();
        assertThat(info.get("features").valueStream().map(feature -> feature.stringValue()))
                .containsExactly("api-v3", "websocket-changed-filter");
        assertThat(info.get("version").stringValue()).startsWith("v");
    }

    @Test
    @DisplayName("drp 22: tokens hold no character that a URL would have to escape")
    void item22_characters() {
        assertThat(server.rest().get("/users/root/token").json().get("Token").stringValue())
                .matches("[A-Za-z0-9_.=-]+");
    }
}
