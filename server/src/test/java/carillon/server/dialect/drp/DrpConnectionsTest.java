package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.TokenRequest;
import carillon.server.http.PeerAddress;
import carillon.server.http.WebSocketLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DrpConnectionsTest {

    private DrpServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
        server.addUser("x", "pw");
        server.addUserWith("weak", new Claim("machines", "get", "*"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<JsonNode> list(String query) {
        var answer = server.rest().get("/connections" + query);
        assertThat(answer.status()).isEqualTo(200);
        return StreamSupport.stream(answer.json().spliterator(), false).toList();
    }

    private static List<String> each(List<JsonNode> items, String member) {
        return items.stream().map(item -> item.get(member).stringValue()).toList();
    }

    private String runnerToken(String uuid) {
        assertThat(server.rest()
                        .post("/machines", "{\"Uuid\":\"" + uuid + "\"}")
                        .status())
                .isEqualTo(201);
        return server.directory
                .issue(new TokenRequest(
                        "runner:" + uuid,
                        "root",
                        Duration.ofMinutes(1),
                        Set.of(),
                        List.of(new Claim("info", "get", ""))))
                .orElseThrow();
    }

    private Session runner(String uuid) {
        return server.open(server.url("ws") + "/api/v3/ws?token=" + runnerToken(uuid));
    }

    @Test
    @DisplayName("drp 93: two sockets and a REST call are listed with type, principal and address")
    void item93_list() {
        try (var one = server.session("x:pw").register("a.b.c");
                var two = server.session().register("a.b.c")) {
            var all = list("");
            assertThat(each(all, "Type")).containsExactlyInAnyOrder("websocket", "websocket", "api");
            assertThat(each(all, "Principal")).containsExactlyInAnyOrder("user:x", "user:root", "user:root");
            assertThat(each(all, "RemoteAddr")).allMatch(address -> address.matches("127\\.0\\.0\\.1:\\d+"));
            assertThat(each(all, "ExpiresAt")).containsOnly("0001-01-01T00:00:00Z");
            assertThat(each(all, "CreateTime")).allMatch(time -> time.startsWith("20"));
            assertThat(one.socket().isInputClosed() || two.socket().isInputClosed())
                    .isFalse();
        }
    }

    @Test
    @DisplayName("drp 94: one connection by its address, raw and escaped; unknown is 404")
    void item94_get() {
        try (var socket = server.session("x:pw").register("a.b.c")) {
            var address = list("?Type=websocket").getFirst().get("RemoteAddr").stringValue();
            var rest = server.rest();
            assertThat(rest.get("/connections/" + address)
                            .json()
                            .get("Principal")
                            .stringValue())
                    .isEqualTo("user:x");
            assertThat(rest.get("/connections/" + Rest.escaped(address))
                            .json()
                            .get("RemoteAddr")
                            .stringValue())
                    .isEqualTo(address);
            for (var unknown : List.of("192.0.2.1:9", "%5B2001:db8::1%5D:9", "Name:x", "nonsense")) {
                var answer = rest.get("/connections/" + unknown);
                assertThat(answer.status()).as(unknown).isEqualTo(404);
                assertThat(answer.json().get("Model").stringValue()).isEqualTo("connections");
            }
            assertThat(server.rest("weak:pw").get("/connections/" + address).status())
                    .isEqualTo(404);
            assertThat(socket.socket().isInputClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @DisplayName("drp 94: addresses are written as Go writes them")
    @CsvSource({
        "192.0.2.1, 192.0.2.1:9",
        "::1, [::1]:9",
        "::, [::]:9",
        "2001:db8::1, [2001:db8::1]:9",
        "2001:db8:0:1:0:0:0:1, [2001:db8:0:1::1]:9",
        "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:9",
        "fe80:0:1::, [fe80:0:1::]:9"
    })
    void item94_addresses(String ip, String written) throws UnknownHostException {
        assertThat(PeerAddress.text(new InetSocketAddress(InetAddress.getByName(ip), 9)))
                .isEqualTo(written);
    }

    @Test
    @DisplayName("drp 95: DELETE closes that socket only; a second one is 404")
    void item95_delete() {
        try (var victim = server.session("x:pw").register("a.b.c");
                var other = server.session().register("a95.*.*")) {
            var address =
                    list("?Principal=Eq(user:x)").getFirst().get("RemoteAddr").stringValue();
            assertThat(server.rest("weak:pw").delete("/connections/" + address).status())
                    .isEqualTo(403);
            var answer = server.rest().delete("/connections/" + address);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("RemoteAddr").stringValue()).isEqualTo(address);
            assertThat(victim.closeCode()).isEqualTo(1008);
            assertThat(server.rest().delete("/connections/" + address).status()).isEqualTo(404);
            server.publish("a95", "x", "y");
            assertThat(other.drain()).containsExactly("a95.x.y");
            var api = list("?Type=api").getFirst().get("RemoteAddr").stringValue();
            assertThat(server.rest().delete("/connections/" + api).status()).isEqualTo(409);
        }
    }

    @Test
    @DisplayName("drp 96: the connections of a machine are those of its runner")
    void item96_ofMachine() {
        try (var one = runner("u1").register("a.b.c");
                var two = runner("u2").register("a.b.c")) {
            for (var type : List.of("machines", "clusters", "resource_brokers")) {
                var list = server.rest().get("/" + type + "/u1/connections").json();
                assertThat(list.size()).isEqualTo(1);
                assertThat(list.get(0).get("Principal").stringValue()).isEqualTo("runner:u1");
                assertThat(list.get(0).get("ExpiresAt").stringValue()).startsWith("20");
            }
            assertThat(server.rest("x:pw")
                            .get("/machines/u1/connections")
                            .json()
                            .size())
                    .isZero();
            assertThat(one.socket().isInputClosed() || two.socket().isInputClosed())
                    .isFalse();
        }
    }

    @Test
    @DisplayName("drp 97: lists filter by member; an unknown name is 406")
    void item97_filters() {
        try (var one = server.session("x:pw").register("a.b.c");
                var two = server.session().register("a.b.c")) {
            assertThat(list("?Type=websocket")).hasSize(2);
            assertThat(list("?Type=websocket&Principal=Eq(user:x)")).hasSize(1);
            assertThat(list("?Principal=user:x&Principal=user:root&Type=Ne(api)"))
                    .hasSize(2);
            assertThat(list("?Type=websocket&limit=1")).hasSize(1);
            assertThat(list("?Type=websocket&limit=5&offset=1")).hasSize(1);
            assertThat(list("?Type=Between(w,x)")).hasSize(2);
            assertThat(list("?Type=Except(w,x)&Principal=user:x")).isEmpty();
            assertThat(list("?CreateTime=Gt(2000-01-01T00:00:00Z)&Type=websocket"))
                    .hasSize(2);
            assertThat(list("?RemoteAddr=Lt(127.0.0.1:1)")).isEmpty();
            for (var bad : List.of("?Colour=red", "?Type=Between(a)", "?limit=x", "?offset=-1")) {
                assertThat(server.rest().get("/connections" + bad).status())
                        .as(bad)
                        .isEqualTo(406);
            }
            assertThat(one.socket().isInputClosed() || two.socket().isInputClosed())
                    .isFalse();
        }
    }

    @Test
    @DisplayName("drp 98: a watcher sees sockets come and go")
    void item98_events() {
        try (var watcher = server.session().register("connections.*.*")) {
            try (var raw = RawSocket.connect(server.http.address("https"))) {
                assertThat(raw.upgrade("x:pw")).contains(" 101 ");
                var created = watcher.next();
                assertThat(Session.subject(created)).isEqualTo("connections.create.user:x");
                assertThat(created.get("Principal").stringValue()).isEqualTo("user:x");
                assertThat(created.get("Original").isNull()).isTrue();
                assertThat(created.get("Object").get("RemoteAddr").stringValue())
                        .isEqualTo("127.0.0.1:" + raw.localPort());
            }
            assertThat(watcher.subject()).isEqualTo("connections.delete.user:x");
        }
    }

    @Test
    @DisplayName("drp 98 and 81: also when the peer vanishes without a close frame")
    void item98_vanished(@TempDir Path data) {
        var quick = WebSocketLimits.DROPPING.withTimes(
                Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(10));
        try (var impatient = DrpServer.start(data, DrpConfig.DEFAULT.withSocket(quick));
                var watcher = impatient.session().register("connections.*.user:gone");
                var raw = RawSocket.connect(impatient.http.address("https"))) {
            impatient.addUser("gone", "pw");
            assertThat(raw.upgrade("gone:pw")).contains(" 101 ");
            assertThat(watcher.subject()).isEqualTo("connections.create.user:gone");
            assertThat(watcher.subject()).isEqualTo("connections.delete.user:gone");
            watcher.register("still.here.after");
        }
    }

    @Test
    @DisplayName("drp 99: connections.create.runner:U passes that runner only")
    void item99_oneRunner() {
        try (var watcher = server.session().register("connections.create.runner:u1");
                var two = runner("u2").register("a.b.c");
                var one = runner("u1").register("a.b.c")) {
            assertThat(watcher.drain()).containsExactly("connections.create.runner:u1");
            assertThat(one.socket().isInputClosed() || two.socket().isInputClosed())
                    .isFalse();
        }
    }

    @Test
    @DisplayName("drp 100: connections nobody has authenticated on are left out unless asked for")
    void item100_unknown() throws Exception {
        try (var silent = RawSocket.connect(server.http.address("https"))) {
            var address = "127.0.0.1:" + silent.localPort();
            await().untilAsserted(() ->
                    assertThat(each(list("?Principal=unknown"), "RemoteAddr")).contains(address));
            assertThat(each(list(""), "RemoteAddr")).doesNotContain(address);
            assertThat(each(list(""), "Principal")).doesNotContain("unknown");
        }
    }

    @Test
    @DisplayName("a connection that closes while a request on it is answered does not come back to the list")
    void noGhosts() {
        var connections = new Connections(server.hub, DrpConfig.DEFAULT);
        var remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
        var principal = new Principal("user:x", "x", List.of(), null, null);
        long published = server.hub.counters().published.sum();
        connections.opened(remote);
        connections.closed(remote);
        connections.requested(remote, principal);
        assertThat(connections.upgraded(remote, principal, (code, reason) -> {}))
                .isCompleted();
        assertThat(connections.all()).isEmpty();
        assertThat(server.hub.counters().published.sum()).isEqualTo(published);
    }
}
