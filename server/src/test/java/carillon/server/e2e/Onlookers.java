package carillon.server.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on every live door of a server, who reads everything and looks into it with filters. What the server cannot match or show
 * them it logs.
 */
final class Onlookers implements AutoCloseable {

    /** Look at members that come, that are changed, and that never come. */
    static final List<String> SPECS = List.of(
            "*.*.*",
            "*.*.*.Not(a=Eq(1))",
            "*.*.*.Or(Stage=In(\"burn-in\",7),Params.a=Exists(),Name=Re(\"^g\"),Object.b.1=Nin(null),/~0/~1=Eq({}))",
            "*.*.*.Or(Stage=Changed(),Name=Changed(null,\"global\"),a=Changed())");

    /** SysAdm's clients name their channels, and Meshery's get what is theirs: neither has specs. */
    static final int SUBSCRIPTIONS = 4 * SPECS.size();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final URI base;

    Onlookers(URI base) throws Exception {
        this.base = base;
        var drp = socket("/api/v3/ws", "");
        var protocol = socket("/events/ws", "");
        var socketIo = socket("/socket.io/?EIO=4&transport=websocket", "");
        send(socketIo, "40" + "{\"token\":\"" + token() + "\",\"subscribe\":[" + quotedSpecs() + "]}");
        for (var spec : SPECS) {
            send(drp, "register " + spec);
            send(
                    protocol,
                    "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"payload\":{\"spec\":"
                            + quoted(spec) + "}}");
            stream("/v1/stream?spec=" + java.net.URLEncoder.encode(spec, StandardCharsets.UTF_8));
        }
        stream("/api/system/events/subscribe");
        var graphQl = socket("/api/system/graphql/query", "graphql-transport-ws");
        send(graphQl, "{\"type\":\"connection_init\",\"payload\":{}}");
        send(
                graphQl,
                "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription X { event: subscribeEvents {"
                        + " id userID severity action status category description metadata createdAt } }\"}}");
        var sysadm = socket("/sysadm/ws", "");
        send(sysadm, HostileInputTest.LOGIN);
        send(sysadm, HostileInputTest.SYSADM);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    private static String quotedSpecs() {
        return SPECS.stream()
                .map(Onlookers::quoted)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
    }

    private String token() throws Exception {
        var answer = client.send(
                request("/api/v3/users/" + ServerProcess.USER + "/token?ttl=3600"), BodyHandlers.ofString());
        return carillon.sdk.event.Json.parse(answer.body()).tree().get("Token").stringValue();
    }

    /** How many of the sockets the server has ended. */
    int ended() {
        return ended.get();
    }

    private WebSocket socket(String path, String protocol) throws Exception {
        var builder = client.newWebSocketBuilder().header("authorization", ServerProcess.authorization());
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        var socket = builder.buildAsync(URI.create("ws" + base.toString().substring(4) + path), new Reading())
                .get(20, TimeUnit.SECONDS);
        sockets.add(socket);
        return socket;
    }

    private static void send(WebSocket socket, String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    private void stream(String path) {
        var _ = client.sendAsync(request(path), BodyHandlers.discarding());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", ServerProcess.authorization())
                .build();
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
        client.shutdownNow();
    }

    private final class Reading implements WebSocket.Listener {

        private boolean engineIo;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            engineIo |= data.length() > 0 && data.charAt(0) == '0';
            if (engineIo && data.toString().equals("2")) {
                var _ = socket.sendText("3", true);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended.incrementAndGet();
            return null;
        }
    }
}
