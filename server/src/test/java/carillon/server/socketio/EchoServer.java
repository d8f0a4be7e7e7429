package carillon.server.socketio;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.sdk.event.Json;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * The servers of the published protocol suites. One speaks Socket.IO: it echoes messages, acknowledges, and shows the auth payload. The
 * other is Engine.IO alone, and echoes every text.
 */
final class EchoServer implements AutoCloseable {

    private static final EventChannel CHANNEL = new EventChannel("echo", "what came", EventChannel.Kind.SOCKET);

    final SocketIoServer sockets;
    final Semaphore decisions = new Semaphore(0);
    final AtomicInteger decided = new AtomicInteger();
    private final HttpServer http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The usual settings with other times. */
    static SocketIoConfig times(Duration interval, Duration timeout, Duration connect) {
        var upgrade = SocketIoConfig.DEFAULT.times().upgrade();
        return new SocketIoConfig(
                new SocketIoConfig.Times(interval, timeout, upgrade, connect), SocketIoConfig.DEFAULT.limits());
    }

    EchoServer(SocketIoConfig config) {
        this(config, false);
    }

    /** Engine.IO alone: what is sent comes back. */
    static EchoServer ofEngine(SocketIoConfig config) {
        return new EchoServer(config, true);
    }

    private EchoServer(SocketIoConfig config, boolean engineAlone) {
        var threads = new HubThreads();
        var open = new OpenSessions();
        var memory = MemoryBudget.ofHeap();
        sockets = engineAlone
                ? new SocketIoServer(config, (session, _) -> new TextEcho(session), threads, open, memory)
                : new SocketIoServer(config, namespaces(), threads, open, memory);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        http = HttpServer.start(
                List.of(new Listener("http", address, Router.of(sockets.routes(Authenticator.NONE, CHANNEL)))),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)).withCorsOrigins(Set.of("*")));
    }

    private Map<String, Namespace> namespaces() {
        Namespace refusing = request -> new Admission.Refused(
                "not you", Json.mapper().createObjectNode().put("why", "because"));
        Namespace failing = request -> {
            throw new StackOverflowError("planted");
        };
        return Map.of(
                "/",
                EchoServer::echoing,
                "/custom",
                EchoServer::echoing,
                "/closed",
                refusing,
                "/slow",
                this::slow,
                "/failing",
                failing);
    }

    /** Decides when it is allowed to. */
    private Admission slow(ConnectRequest request) {
        decisions.acquireUninterruptibly();
        decided.incrementAndGet();
        return echoing(request);
    }

    private static Admission echoing(ConnectRequest request) {
        return new Admission.Accepted(null, socket -> {
            var auth = request.auth();
            if (auth == null || auth.path("anonymous").isMissingNode()) {
                socket.belongsTo("somebody");
            }
            socket.emit("auth", auth == null ? "{}" : auth.toString(), () -> {});
            return new SocketListener() {
                @Override
                public void onEvent(SocketEvent event) {
                    var ackId = event.ackId();
                    if (ackId != null) {
                        socket.acknowledge(ackId, String.join(",", event.arguments()), () -> {});
                    } else if (event.name().equals("leave")) {
                        socket.disconnect();
                    } else {
                        socket.emit(
                                event.binary() ? "binary-back" : "message-back",
                                String.join(",", event.arguments()),
                                () -> {});
                    }
                }

                @Override
                public void onDisconnect(DisconnectReason reason) {
                    // Nothing is kept.
                }
            };
        });
    }

    private record TextEcho(EngineSession session) implements EngineListener {

        @Override
        public void onMessage(String text) {
            session.send("4" + text);
        }

        @Override
        public void onBinary() {
            // The hub sends text only, and has no way to hand on binary data.
        }

        @Override
        public void onClosed(SocketListener.DisconnectReason reason) {
            // Nothing is kept.
        }

        @Override
        public boolean settled() {
            return true;
        }
    }

    URI uri(String scheme, String query) {
        return URI.create(scheme + "://127.0.0.1:" + http.address("http").getPort() + "/socket.io/?" + query);
    }

    long connections() {
        return http.counters().connections();
    }

    /** Begins a poll whose connection the caller may break. */
    Socket pollByHand(String sid) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), http.address("http").getPort());
        socket.getOutputStream()
                .write(("GET /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    RecordingWebSocket webSocket() {
        return RecordingWebSocket.open(uri("ws", "EIO=4&transport=websocket"));
    }

    RecordingWebSocket webSocket(String sid) {
        return RecordingWebSocket.open(uri("ws", "EIO=4&transport=websocket&sid=" + sid));
    }

    /** Opens a WebSocket that is not wanted and says nothing, as the published suites do; after how many seconds it is closed. */
    long closed(String sid) {
        long began = System.nanoTime();
        try (var socket = webSocket(sid)) {
            socket.closeCode();
        }
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    /** A WebSocket in the main namespace. */
    RecordingWebSocket joined() {
        var socket = webSocket();
        socket.next();
        socket.send("40");
        socket.next();
        socket.next();
        return socket;
    }

    /** A session in the main namespace that began by polling. */
    RecordingWebSocket upgraded() {
        return upgraded(joinedByPolling());
    }

    /** The WebSocket that a polling session has changed to. */
    RecordingWebSocket upgraded(String sid) {
        var socket = webSocket(sid);
        socket.send("2probe");
        if (!socket.next().equals("3probe")) {
            throw new AssertionError("the probe was not answered");
        }
        return socket.send("5");
    }

    /** A WebSocket that sends one short packet; what comes back is for the caller to read, or not. */
    Socket webSocketByHand(String packet) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), http.address("http").getPort());
        var out = socket.getOutputStream();
        out.write("""
                GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
                Host: hub
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==

                """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        // A masking key of zeros leaves the text as it is.
        out.write(new byte[] {(byte) 0x81, (byte) (0x80 | packet.length()), 0, 0, 0, 0});
        out.write(packet.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    HttpResponse<String> send(String method, String query, String body) {
        var request = HttpRequest.newBuilder(uri("http", query))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Origin", "http://page.example")
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    CompletableFuture<HttpResponse<String>> pollLater(String sid) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri("http", "EIO=4&transport=polling&sid=" + sid))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> poll(String sid) {
        return send("GET", "EIO=4&transport=polling&sid=" + sid, "");
    }

    HttpResponse<String> push(String sid, String body) {
        return send("POST", "EIO=4&transport=polling&sid=" + sid, body);
    }

    /** Opens a session by polling; its open packet. */
    JsonNode open() {
        var response = send("GET", "EIO=4&transport=polling", "");
        if (response.statusCode() != 200 || !response.body().startsWith("0")) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return Json.parse(response.body().substring(1)).tree();
    }

    /** Opens a session by polling and joins the main namespace. */
    String joinedByPolling() {
        var sid = open().get("sid").asString();
        push(sid, "40");
        var got = new StringBuilder();
        while (!got.toString().contains("auth")) {
            var polled = poll(sid);
            if (polled.statusCode() != 200) {
                throw new AssertionError("the session ended before it had joined: " + polled.body());
            }
            got.append(polled.body());
        }
        return sid;
    }

    @Override
    public void close() {
        sockets.close();
        http.stop(Duration.ZERO);
    }
}
