package carillon.server.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.Json;
import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeHost;
import carillon.server.bridge.RelayPeer;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.dialect.sysadm.SysAdmDialect;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Every call that the sockets of a whole server know, by everybody: the answers are those of {@code call-rights.txt}. */
@TestInstance(Lifecycle.PER_CLASS)
class CallRightsTest {

    private static final List<String> USERS = List.of("none", "bare", "clerk", "fenced", "short", "operator", "admin");
    private static final List<String> PEERS = List.of("stranger", "peer", "paired");

    /** What there is to be seen, by the letters of the table. */
    private static final Map<String, Supplier<EventBuilder>> TARGETS = Map.of(
            "H", () -> Event.about("t", "a", "k").owner("boss"),
            "N", () -> Event.about("t", "a", "k"),
            "I", () -> Event.about("machines", "update", "inside"),
            "O", () -> Event.about("machines", "update", "outside"),
            "U", () -> Event.about("users", "update", "boss"),
            "L", () -> Event.about("log", "warn", "x"),
            "P", () -> Event.about("life-preserver", "notice", "k"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final KeyPair key = BridgeHost.keys();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private int rounds;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private CarillonServer server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private KeyRing sysadmKeys;

    private record Row(String protocol, String call, String sent, String shows, List<String> answers) {

        static Row of(String line) {
            var cells = Arrays.stream(line.split("[|]", -1)).map(String::strip).toList();
            var name = cells.get(0).split(" ", 2);
            return new Row(
                    name[0],
                    name[1],
                    cells.get(1),
                    cells.get(2),
                    List.of(cells.get(3).split(" ", -1)));
        }

        List<String> callers() {
            return protocol.equals("bridge") ? PEERS : USERS;
        }
    }

    @BeforeAll
    void start(@TempDir Path data) {
        var settings = new LinkedHashMap<>(Map.of(
                Settings.HTTP_PORT.key(), "0",
                Settings.HTTPS_ENABLED.key(), "false",
                Settings.SYSADM_WS_PORT.key(), "0",
                Settings.SYSADM_REST_PORT.key(), "0",
                Settings.BRIDGE_PORT.key(), "0",
                Settings.SYSADM_ENABLED.key(), "true",
                Settings.BRIDGE_ENABLED.key(), "true",
                SysAdmSettings.TLS.key(), "false",
                Settings.DRAIN.key(), "200ms"));
        settings.put(Settings.SYSADM_JOBS.key(), "true");
        settings.put(Settings.SYSADM_JOBS_ALLOWED.key(), "true");
        server = CarillonServer.start(Config.of(settings), data, false);
        var directory = server.directory();
        directory.put(new Role("all", List.of(Claim.ALL)));
        directory.put(new Role("short", List.of(new Claim("*", "list,get", "*"))));
        directory.put(new Role("clerk", List.of(new Claim("users,roles,tenants", "*", "*"))));
        directory.put(new Role("operator", List.of()));
        directory.put(
                new Tenant("t", Map.of("machines", Set.of("inside"), "users", Set.of("fenced")), Set.of("fenced")));
        addUser("bare");
        addUser("clerk", "clerk");
        addUser("fenced", "all");
        addUser("short", "short");
        addUser("operator", "operator");
        addUser("admin", "superuser");
        addUser("boss", "all");
        for (var caller : List.of("bare", "clerk", "fenced", "operator", "admin")) {
            tokens.put(caller, token(caller, null));
        }
        tokens.put("short", token("admin", Set.of("short")));
        sysadmKeys = new KeyRing(data.resolve(SysAdmDialect.KEYS));
        new KeyRing(data.resolve(Bridge.KEYS))
                .add(new RegisteredKey("desk", "desk", "", RegisteredKey.stored(key.getPublic())));
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private void addUser(String name, String... roles) {
        var directory = server.directory();
        directory.put(directory.withPassword(new User(name, "", Set.of(roles), "", ""), "pw"));
    }

    private String token(String user, @Nullable Set<String> roles) {
        return server.directory()
                .issue(new TokenRequest("user:" + user, user, Duration.ofHours(1), roles, List.of()))
                .orElseThrow();
    }

    @Test
    @DisplayName("the table has every call of every protocol, and no other")
    void complete() throws IOException {
        var known = new TreeSet<String>();
        server.calls().forEach((protocol, calls) -> calls.forEach(call -> known.add(protocol + " " + call)));
        // Joining with a subscription is the one packet of Socket.IO that asks for something by itself.
        known.add("socket.io connect");
        var listed = new TreeSet<String>();
        for (var row : table()) {
            listed.add(row.protocol() + " " + row.call());
        }
        assertThat(listed).isEqualTo(known);
    }

    @Test
    @DisplayName("every caller gets the answer of the table to every call, on every transport of its protocol")
    void answers() throws Exception {
        var wrong = new ArrayList<String>();
        for (var row : table()) {
            for (var transport : transports(row)) {
                var given = new ArrayList<String>();
                for (var caller : row.callers()) {
                    given.add(transport.answer(row, caller));
                }
                if (!given.equals(row.answers())) {
                    wrong.add(row.protocol() + " " + row.call() + " " + row.sent() + ": " + String.join(" ", given)
                            + ", and not " + String.join(" ", row.answers()));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Row> table() throws IOException {
        try (var in = Objects.requireNonNull(CallRightsTest.class.getResourceAsStream("/call-rights.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    /** Makes the call of a row as one of its callers. */
    private interface Transport {
        String answer(Row row, String caller) throws Exception;
    }

    private List<Transport> transports(Row row) {
        return switch (row.protocol()) {
            // Logins are for sockets, and the twin keeps no subscription.
            case "sysadm" ->
                row.call().startsWith("rpc/auth") || row.shows().equals("P")
                        ? List.of(this::sysadm)
                        : List.of(this::sysadm, this::sysadmRest);
            case "events" -> List.of(this::events, this::eventsBySocketIo);
            case "socket.io" -> List.of(this::socketIo);
            case "meshery" -> List.of(this::graphQl);
            case "drp" -> List.of(this::drp);
            case "bridge" -> List.of(this::bridge);
            default -> throw new AssertionError("no transport for " + row.protocol());
        };
    }

    // SysAdm.

    private String sysadm(Row row, String caller) {
        resetKeys();
        try (var socket = RecordingWebSocket.open(ws("/sysadm/ws"))) {
            if (!caller.equals("none")) {
                socket.send(call("rpc/auth", "{\"username\":\"" + caller + "\",\"password\":\"pw\"}", "login"));
                socket.next();
            }
            socket.send(call(row.call(), sent(row, caller), "asked"));
            socket.send(call("rpc/identify", "{}", "afterwards"));
            var reply = Json.parse(socket.next()).tree();
            while (reply.path("namespace").asString("").equals("events")
                    && !reply.path("id").asString("").equals("asked")) {
                // What was last there comes before the answer to a subscribe.
                reply = Json.parse(socket.next()).tree();
            }
            if (reply.path("id").asString("").equals("afterwards")) {
                return "silent";
            }
            if (reply.path("name").asString("").equals("error")) {
                return reply.path("args").path("code").asString();
            }
            return switch (row.shows()) {
                case "P" -> seen(row, socket, "nobody");
                case "K" -> reply.path("args").has("boss") ? "K" : "-";
                default -> "200";
            };
        }
    }

    private static String call(String call, String args, String id) {
        var words = call.split("[/ ]", -1);
        return "{\"namespace\":\"" + words[0] + "\",\"name\":\"" + words[1] + "\",\"id\":\"" + id + "\",\"args\":"
                + args + "}";
    }

    private String sysadmRest(Row row, String caller) throws Exception {
        resetKeys();
        var path = "/" + row.call().split(" ", 2)[0];
        var request = HttpRequest.newBuilder(URI.create(
                        requireNonNull(server.listeners().get("sysadm-rest")).replaceFirst("^ws", "http") + path))
                .PUT(BodyPublishers.ofString("{\"args\":" + sent(row, caller) + "}"));
        if (!caller.equals("none")) {
            var both = (caller + ":pw").getBytes(StandardCharsets.US_ASCII);
            request.header("authorization", "Basic " + Base64.getEncoder().encodeToString(both));
        }
        var reply = http.send(request.build(), BodyHandlers.ofString());
        return reply.statusCode() == 200 && row.shows().equals("K")
                ? reply.body().contains("boss") ? "K" : "-"
                : Integer.toString(reply.statusCode());
    }

    /** Those who may have keys have one. */
    private void resetKeys() {
        for (var owner : List.of("operator", "admin", "boss")) {
            var own = new RegisteredKey(owner, owner, "", RegisteredKey.stored(key.getPublic()));
            if (!sysadmKeys.all().contains(own)) {
                sysadmKeys.add(own);
            }
        }
    }

    private String sent(Row row, String caller) {
        return row.sent()
                .replace("CALLER", caller)
                .replace("KEY", RegisteredKey.stored(key.getPublic()))
                .replace("PUBLISH", envelope("event:publish", "{\"type\":\"t\"}"));
    }

    // The events protocol.

    private String events(Row row, String caller) {
        try (var socket = RecordingWebSocket.open(ws("/events/ws" + query("?", caller)))) {
            socket.send(envelope(row.call(), sent(row, caller)));
            return answered(row, socket.next(), socket, caller);
        }
    }

    private String eventsBySocketIo(Row row, String caller) {
        try (var socket = RecordingWebSocket.open(ws("/socket.io/?EIO=4&transport=websocket"))) {
            socket.next();
            socket.send("40{\"token\":\"" + tokens.getOrDefault(caller, "") + "\"}");
            assertThat(socket.next()).startsWith("40");
            socket.send("42[\"event\"," + envelope(row.call(), sent(row, caller)) + "]");
            return answered(row, socket.next(), socket, caller);
        }
    }

    private String socketIo(Row row, String caller) {
        try (var socket = RecordingWebSocket.open(ws("/socket.io/?EIO=4&transport=websocket"))) {
            socket.next();
            socket.send(
                    "40{\"token\":\"" + tokens.getOrDefault(caller, "") + "\",\"subscribe\":\"" + row.sent() + "\"}");
            var reply = socket.next();
            return reply.contains("UNAUTHENTICATED")
                    ? "401"
                    : reply.startsWith("40") ? seen(row, socket, caller) : reply;
        }
    }

    private String answered(Row row, String answer, RecordingWebSocket socket, String caller) {
        if (answer.contains(":unauthorized")) {
            return "401";
        }
        if (answer.contains(":forbidden")) {
            return "403";
        }
        if (answer.contains(":notFound")) {
            return "404";
        }
        return !answer.contains(":response") ? answer : row.shows().isEmpty() ? "200" : seen(row, socket, caller);
    }

    private static String envelope(String name, String payload) {
        return "{\"name\":\"" + name + "\",\"version\":1,\"id\":\"i-1\",\"flowId\":\"f-1\",\"payload\":" + payload
                + ",\"identity\":{},\"auth\":{},\"metadata\":{}}";
    }

    // GraphQL and Digital Rebar, which ask at the door.

    private String graphQl(Row row, String caller) {
        return atTheDoor(() -> {
            try (var socket = RecordingWebSocket.open(
                    ws("/api/system/graphql/query" + query("?", caller)), "graphql-transport-ws")) {
                socket.send("{\"type\":\"connection_init\"}");
                socket.next();
                socket.send("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"" + row.sent() + "\"}}");
                if (row.shows().isEmpty()) {
                    var answer = socket.next();
                    return answer.contains("\"next\"") ? "200" : answer;
                }
                // Nothing tells when it is in force.
                await().until(() -> {
                    publish(Event.about("t", "a", "k").owner(user(caller)).description("in force"));
                    return socket.waiting() > 0;
                });
                return seen(row, socket, caller);
            }
        });
    }

    private String drp(Row row, String caller) {
        return atTheDoor(() -> {
            try (var socket = RecordingWebSocket.open(ws("/api/v3/ws" + query("?", caller)))) {
                socket.send(row.call() + " " + row.sent());
                var answer = socket.next();
                assertThat(answer).contains("\"Action\":\"" + row.call() + "\"");
                return row.shows().isEmpty() ? "200" : seen(row, socket, caller);
            }
        });
    }

    private static String atTheDoor(Supplier<String> talk) {
        try {
            return talk.get();
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return Integer.toString(handshake.getResponse().statusCode());
            }
            throw refused;
        }
    }

    // The bridge.

    private String bridge(Row row, String caller) {
        try (var behind = new RelayPeer(ws("/sysadm/bridge"));
                var paired = new RelayPeer(ws("/sysadm/bridge"));
                var other = new RelayPeer(ws("/sysadm/bridge"))) {
            enter(behind, "server", "shared");
            enter(paired, "client", "shared");
            behind.available();
            var server = paired.available().getFirst();
            var by = caller.equals("paired") ? paired : other;
            if (caller.equals("peer")) {
                enter(other, "client", "unshared");
                other.client.before();
            }
            if (row.call().equals("relay")) {
                by.relay(server, "of " + caller);
                // In order behind the other one, where that arrives.
                by.client.before();
                paired.relay(server, "last");
                var first = behind.client.text();
                return first.endsWith("of " + caller) ? "R" : "-";
            }
            var args = row.sent().isEmpty() ? "''" : "{'encrypted_string':'" + row.sent() + "'}";
            var name = row.call().substring(row.call().indexOf('/') + 1);
            var reply = by.client.ask("{'namespace':'rpc','name':'" + name + "','id':'asked','args':" + args + "}");
            return reply.path("name").asString("").equals("response") ? "200" : "401";
        }
    }

    private void enter(RelayPeer peer, String type, String checksum) {
        peer.identify(type);
        peer.login(key);
        peer.tellKeys(checksum);
    }

    // What is seen.

    /** Which of the targets come to a subscriber, before one that comes in any case. */
    private String seen(Row row, RecordingWebSocket socket, String caller) {
        int round = ++rounds;
        for (var letter : row.shows().split("", -1)) {
            publish(marked(
                    TARGETS.getOrDefault(letter, () -> Event.about("t", "a", "k"))
                            .get(),
                    letter + "-" + round));
        }
        // SysAdm shows its own classes alone, to everybody who has subscribed.
        var last = row.protocol().equals("sysadm")
                ? Event.about("life-preserver", "notice", "k")
                : Event.about("t", "a", "k").owner(user(caller));
        publish(marked(last, "last-" + round));
        var seen = new StringBuilder();
        for (var text = socket.next(); !text.contains("last-" + round); text = socket.next()) {
            for (var letter : row.shows().split("", -1)) {
                if (text.contains("target-" + letter + "-" + round)) {
                    seen.append(letter);
                }
            }
        }
        return seen.isEmpty() ? "-" : seen.toString();
    }

    private static EventBuilder marked(EventBuilder event, String mark) {
        return event.description("target-" + mark)
                .object(Json.of(Json.mapper().createObjectNode().put("message", "target-" + mark)));
    }

    private void publish(EventBuilder event) {
        server.hub()
                .publish(Principal.SYSTEM, event.build())
                .toCompletableFuture()
                .join();
    }

    /** Whose events a caller gets. */
    private static String user(String caller) {
        return caller.equals("short") ? "admin" : caller;
    }

    private String query(String before, String caller) {
        var token = tokens.get(caller);
        return token == null ? "" : before + "token=" + token;
    }

    private URI ws(String path) {
        return URI.create(Objects.requireNonNull(server.listeners().get("http")).replaceFirst("http", "ws") + path);
    }
}
