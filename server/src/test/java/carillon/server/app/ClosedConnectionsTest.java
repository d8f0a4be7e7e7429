package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.config.Settings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In every dialect a connection that ended leaves nothing behind, at once: no entry in a list, no subscription, and no object
 * of the hub's own on the heap. Before and after a login, with and without subscriptions, ended by FIN and by RST.
 */
class ClosedConnectionsTest {

    private static final int EACH = 12;
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(
                data, Map.of(Settings.SYSADM_ENABLED.key(), "true", Settings.BRIDGE_ENABLED.key(), "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** One way to be connected: what a client sends, and what it then has read when the server holds all there is to hold. */
    private record Way(String name, Function<Peer, Peer> connected) {}

    private static Stream<Way> ways() {
        return Stream.of(
                new Way("TCP, silent", peer -> peer),
                new Way("HTTP, half a request", peer -> peer.send("POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n")),
                new Way(
                        "HTTP, half a body",
                        peer -> peer.send("POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + BASIC
                                + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[")),
                new Way("HTTP, authenticated", peer -> peer.get("/api/v3/info").read("HTTP/1.1 200")),
                new Way("DRP", peer -> peer.upgrade("/api/v3/ws", true)),
                new Way(
                        "DRP, subscribed",
                        peer -> peer.upgrade("/api/v3/ws", true)
                                .text("register a.b.c")
                                .text("register machines.*.*.And(Stage=Eq(\"x\"),Name=Re(\"^y\"))")
                                .read("\"Action\":\"register\"")
                                .read("\"Action\":\"register\"")),
                new Way(
                        "Meshery SSE",
                        peer -> peer.get("/api/system/events/subscribe").read("HTTP/1.1 200")),
                new Way("Meshery GraphQL", peer -> peer.upgrade("/api/system/graphql/query", true, GRAPHQL)),
                new Way(
                        "Meshery GraphQL, subscribed",
                        peer -> peer.upgrade("/api/system/graphql/query", true, GRAPHQL)
                                .text("{\"type\":\"connection_init\"}")
                                .read("connection_ack")
                                .text("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":"
                                        + "\"subscription { event: subscribeEvents { id } }\"}}")),
                new Way(
                        "/v1/stream",
                        peer -> peer.get("/v1/stream?spec=machines.*.*").read("event: subscribed")),
                new Way(
                        "/v1/stream, filtered, from the start",
                        peer -> peer.get("/v1/stream?since=0&spec=machines.*.*.Stage=Eq(%22x%22)&spec=jobs.*.*")
                                .read("event: subscribed")),
                new Way("/events/ws", peer -> peer.upgrade("/events/ws", false)),
                new Way(
                        "/events/ws, subscribed",
                        peer -> peer.upgrade("/events/ws", true)
                                .text(
                                        "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"1\",\"flowId\":\"f\","
                                                + "\"payload\":{\"spec\":\"machines.*.*\"},\"identity\":{},\"auth\":{},\"metadata\":{}}")
                                .read("event:subscribe:response")),
                new Way(
                        "Socket.IO, WebSocket",
                        peer -> peer.upgrade("/socket.io/?EIO=4&transport=websocket", false)
                                .read("0{")),
                new Way(
                        "Socket.IO, WebSocket, joined",
                        peer -> peer.upgrade("/socket.io/?EIO=4&transport=websocket", true)
                                .read("0{")
                                .text("40")
                                .read("40{")),
                new Way("SysAdm", peer -> peer.upgrade("/sysadm/ws", false)),
                new Way(
                        "SysAdm, challenged",
                        peer -> peer.upgrade("/sysadm/ws", false)
                                .text("{\"namespace\":\"rpc\",\"name\":\"auth_ssl\",\"id\":\"1\",\"args\":{}}")
                                .read("test_string")),
                new Way(
                        "SysAdm, logged in and subscribed",
                        peer -> peer.upgrade("/sysadm/ws", false)
                                .text("{\"namespace\":\"rpc\",\"name\":\"auth\",\"id\":\"1\",\"args\":"
                                        + "{\"username\":\"rocketskates\",\"password\":\"r0cketsk8ts\"}}")
                                .read("\"response\"")
                                .text(
                                        "{\"namespace\":\"events\",\"name\":\"subscribe\",\"id\":\"2\",\"args\":[\"jobs\"]}")
                                .read("\"id\":\"2\"")),
                new Way("bridge", peer -> peer.upgrade("/sysadm/bridge", false).read("identify")),
                new Way(
                        "bridge, identified",
                        peer -> peer.upgrade("/sysadm/bridge", false)
                                .read("identify")
                                .text("{\"namespace\":\"rpc\",\"name\":\"response\",\"id\":\"bridge_request_identify\","
                                        + "\"args\":{\"type\":\"server\",\"hostname\":\"h\"}}")
                                .text("{\"namespace\":\"rpc\",\"name\":\"auth_ssl\",\"id\":\"1\",\"args\":{}}")
                                .read("test_string")));
    }

    private static final String GRAPHQL = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n";

    @Test
    void leaveNothing() {
        // Once before, so that what the first connection of a kind makes for all of them is there.
        ways().forEach(way -> openAndEnd(way, 1));
        var before = atRest();
        ways().forEach(way -> openAndEnd(way, EACH));
        assertThat(atRest()).isEqualTo(before);
        assertThat(answer("/api/v3/connections?Principal=unknown")).isEqualTo("[]");
        assertThat(answer("/v1/connections")).isEqualTo("[]");
    }

    @Test
    void clientsThatGoWithoutAWordLeaveNothing(@TempDir Path other) {
        var impatient = Map.of(Settings.WS_PING.key(), "1s", Settings.WS_PONG.key(), "2s");
        try (var quick = new TestServer(other, impatient)) {
            var before = atRest();
            var silent = Stream.generate(() -> new Peer(quick.base()).upgrade("/api/v3/ws", true))
                    .limit(EACH)
                    .toList();
            assertThat(held()).isNotEqualTo(before);
            // They read nothing and answer no ping, and their sockets stay open.
            assertThat(atRest()).isEqualTo(before);
            silent.forEach(Peer::close);
        }
    }

    private static String answer(String path) {
        try (var peer = new Peer(server.base())) {
            return peer.get(path).body();
        }
    }

    /** What is held when no connection is left. */
    private static Map<String, Long> atRest() {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        ClosedConnectionsTest::held,
                        held -> held.keySet().stream().noneMatch(CHANNELS::contains));
    }

    private static void openAndEnd(Way way, int count) {
        var peers = new ArrayList<Peer>();
        for (int i = 0; i < count; i++) {
            peers.add(way.connected().apply(new Peer(server.base())));
        }
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                peers.get(i).close();
            } else {
                peers.get(i).reset();
            }
        }
    }

    /** How many objects of each class of the hub are alive that belong to one connection or one subscription. */
    private static Map<String, Long> held() {
        var held = new HashMap<String, Long>();
        for (var line : histogram().lines().toList()) {
            var cells = line.strip().split(" +", -1);
            if (cells.length >= 4 && (OWNED.contains(cells[3]) || CHANNELS.contains(cells[3]))) {
                held.merge(cells[3], Long.parseLong(cells[1]), Long::sum);
            }
        }
        return held;
    }

    /** Classes of which each connection or each subscription has objects of its own. */
    private static final Set<String> OWNED = Set.of(
            "carillon.core.hub.Subscription",
            "carillon.core.subscription.Placement",
            "carillon.core.subscription.FilterGroup",
            "carillon.sdk.filter.Filter",
            "carillon.server.bridge.BridgePeer",
            "carillon.server.bridge.Pairing$Peer",
            "carillon.server.dialect.drp.Connection",
            "carillon.server.dialect.drp.DrpSocket",
            "carillon.server.dialect.eventsprotocol.EventClient",
            "carillon.server.dialect.eventsprotocol.EventSocket",
            "carillon.server.dialect.eventsprotocol.Subscriptions",
            "carillon.server.dialect.meshery.GraphQlSocket",
            "carillon.server.dialect.meshery.LiveStreams$Open",
            "carillon.server.dialect.sysadm.AuthCalls",
            "carillon.server.dialect.sysadm.ClientConnection",
            "carillon.server.dialect.sysadm.Session",
            "carillon.server.http.ChannelSseStream",
            "carillon.server.http.ChannelWebSocket",
            "carillon.server.http.Exchanges",
            "carillon.server.http.Outbox",
            "carillon.server.http.OutboxOutlet",
            "carillon.server.http.SerialTasks",
            "carillon.server.socketio.ClientSession",
            "carillon.server.socketio.WebSocketSession");

    private static final Set<String> CHANNELS =
            Set.of("io.netty.channel.socket.nio.NioSocketChannel", "io.netty.channel.epoll.EpollSocketChannel");

    /** What {@code jcmd GC.class_histogram} prints: the objects that are alive after a full collection. */
    private static String histogram() {
        try {
            var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            var answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(commands, "gcClassHistogram", new Object[] {new String[0]}, new String[] {
                        String[].class.getName()
                    });
            return (String) answer;
        } catch (JMException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** A client that writes what it is told and can end its connection both ways. */
    private static final class Peer implements AutoCloseable {

        private final Socket socket;

        Peer(URI base) {
            try {
                socket = new Socket(InetAddress.getByName(base.getHost()), base.getPort());
                socket.setSoTimeout(10_000);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        Peer send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        private Peer send(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                return this;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        Peer get(String path) {
            return send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + BASIC + "\r\n\r\n");
        }

        Peer upgrade(String path, boolean authenticated, String... more) {
            return send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + (authenticated ? "Authorization: " + BASIC + "\r\n" : "") + String.join("", more)
                            + "\r\n")
                    .read("\r\n\r\n");
        }

        Peer text(String text) {
            var payload = text.getBytes(StandardCharsets.UTF_8);
            var frame = new ByteArrayOutputStream();
            frame.write(0x81);
            if (payload.length < 126) {
                frame.write(0x80 | payload.length);
            } else {
                frame.write(0x80 | 126);
                frame.write(payload.length >> 8);
                frame.write(payload.length);
            }
            // A mask of zeros leaves the text as it is.
            frame.writeBytes(new byte[4]);
            frame.writeBytes(payload);
            return send(frame.toByteArray());
        }

        /** Reads up to the end of this text. */
        Peer read(String until) {
            var seen = new StringBuilder();
            try {
                while (seen.indexOf(until) < 0) {
                    int next = socket.getInputStream().read();
                    if (next < 0) {
                        throw new IllegalStateException("ended before '" + until + "': " + seen);
                    }
                    seen.append((char) next);
                }
                return this;
            } catch (IOException failed) {
                throw new IllegalStateException("waits for '" + until + "' after: " + seen, failed);
            }
        }

        /** The body of an answer with a length, read to its end. */
        String body() {
            try {
                var reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                int length = 0;
                for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
                var body = new char[length];
                int at = 0;
                while (at < length) {
                    at += reader.read(body, at, length - at);
                }
                return new String(body);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Ends with RST. */
        void reset() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Ends with FIN. */
        @Override
        public void close() {
            try {
                socket.shutdownOutput();
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
