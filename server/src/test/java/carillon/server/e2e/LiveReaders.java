package carillon.server.e2e;

import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reader on every live door of a server, which reads everything and connects once: whatever ends it is noted. What the
 * server cannot match or show it logs.
 */
final class LiveReaders implements AutoCloseable {

    /** Stands before the number in the text of an event. */
    static final String MARK = "healthy-";

    private static final Pattern NUMBER = Pattern.compile(MARK + "([0-9]+)");

    /** What SysAdm's clients send every 90 s: one that only listens is cut after 30 minutes (sysadm-events section 2.2). */
    private static final String IDENTIFY = "{\"namespace\":\"rpc\",\"name\":\"identify\",\"id\":\"alive\",\"args\":{}}";

    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final URI base;
    private final HttpClient client = ServerProcess.client();
    private final List<Reader> readers = new ArrayList<>();

    /**
     * Connects everywhere.
     *
     * @param specs what is looked for; SysAdm's clients name their classes, and Meshery's get what is theirs
     */
    LiveReaders(URI base, List<String> specs) throws Exception {
        this.base = base;
        stream(
                "/v1/stream",
                "/v1/stream?"
                        + specs.stream()
                                .map(spec -> "spec=" + URLEncoder.encode(spec, StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&")));
        stream("Meshery SSE", "/api/system/events/subscribe");
        var drp = socket("Digital Rebar", "/api/v3/ws", "");
        var protocol = socket("/events/ws", "/events/ws", "");
        for (var spec : specs) {
            send(drp, "register " + spec);
            send(
                    protocol,
                    "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"payload\":{\"spec\":"
                            + quoted(spec) + "}}");
        }
        send(
                socket("Socket.IO", "/socket.io/?EIO=4&transport=websocket", ""),
                "40{\"token\":\"" + token() + "\",\"subscribe\":["
                        + specs.stream().map(LiveReaders::quoted).collect(Collectors.joining(",")) + "]}");
        var graphQl = socket("GraphQL", "/api/system/graphql/query", "graphql-transport-ws");
        send(graphQl, "{\"type\":\"connection_init\",\"payload\":{}}");
        send(
                graphQl,
                "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription X { event: subscribeEvents {"
                        + " id userID severity action status category description metadata createdAt } }\"}}");
        var sysadm = socket("SysAdm", "/sysadm/ws", "");
        send(sysadm, HostileInputTest.LOGIN);
        send(sysadm, HostileInputTest.SYSADM);
        var _ = heartbeats.scheduleAtFixedRate(() -> identify(sysadm), 90, 90, TimeUnit.SECONDS);
    }

    private static void identify(WebSocket sysadm) {
        var _ = sysadm.sendText(IDENTIFY, true);
    }

    /** An event that all of them see; to be published at {@code /v1/events}. */
    static String event(String text) {
        return ("{\"type\":\"life-preserver\",\"action\":\"notice\",\"key\":\"k\",\"description\":\"TEXT\","
                        + "\"object\":{\"message\":\"TEXT\"}}")
                .replace("TEXT", text);
    }

    /** Publishes until each of them has got something: until then a login or a subscription may be under way, or have failed. */
    void awaitConnected(Callable<Boolean> publishMarked) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> publishMarked.call() && readers.stream().allMatch(reader -> reader.connected));
    }

    List<Reader> all() {
        return readers;
    }

    /** What the server has ended, and why. */
    List<String> ended() {
        return readers.stream()
                .flatMap(reader -> reader.ended.stream().map(why -> reader + ": " + why))
                .toList();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("authorization", ServerProcess.authorization());
    }

    private String token() throws Exception {
        var path = "/api/v3/users/" + ServerProcess.USER + "/token?ttl=36000";
        var answer = client.send(request(path).build(), BodyHandlers.ofString());
        return Json.parse(answer.body()).tree().get("Token").stringValue();
    }

    private Reader reader(String name) {
        var reader = new Reader(name);
        readers.add(reader);
        return reader;
    }

    private void stream(String name, String path) throws Exception {
        var reader = reader(name);
        var request = request(path).header("accept", "text/event-stream").build();
        var answer = client.send(request, BodyHandlers.ofLines());
        Thread.ofPlatform().daemon().start(() -> {
            try (var lines = answer.body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(reader::take);
                reader.ended.add("the stream ended, after " + answer.statusCode());
            } catch (UncheckedIOException broken) {
                reader.ended.add(broken.toString());
            }
        });
    }

    private WebSocket socket(String name, String path, String protocol) throws Exception {
        var builder = client.newWebSocketBuilder().header("authorization", ServerProcess.authorization());
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        return builder.buildAsync(
                        URI.create("ws" + base.resolve(path).toString().substring(4)), reader(name))
                .get(20, TimeUnit.SECONDS);
    }

    private static void send(WebSocket socket, String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
        client.shutdownNow();
    }

    /** The numbers that one of them got, as they came, and why it ended. */
    static final class Reader implements WebSocket.Listener {

        private final String name;
        private final List<String> ended = new CopyOnWriteArrayList<>();
        private final Queue<Integer> numbers = new ConcurrentLinkedQueue<>();
        private final StringBuilder text = new StringBuilder();
        private volatile boolean connected;

        private Reader(String name) {
            this.name = name;
        }

        List<Integer> numbers() {
            return List.copyOf(numbers);
        }

        List<String> ended() {
            return ended;
        }

        private void take(String message) {
            connected |= message.contains(MARK);
            var number = NUMBER.matcher(message);
            if (number.find()) {
                numbers.add(Integer.parseInt(number.group(1)));
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                // The heartbeat of Engine.IO.
                if (text.toString().equals("2")) {
                    var _ = socket.sendText("3", true);
                }
                take(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.add(error.toString());
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
