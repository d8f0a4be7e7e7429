package carillon.server.e2e;

import static carillon.server.e2e.Attacker.send;

import carillon.sdk.event.Json;
import java.net.http.WebSocket;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Short texts that ask for much: to be made once, or for each event. */
final class Amplification {

    static final List<Attack> ATTACKS = List.of(
            new Attack("GraphQL: thousands of aliases", by -> graphQl(by, 4_000)),
            new Attack("GraphQL: as many aliases as may be", by -> graphQl(by, 400)),
            new Attack("GraphQL: fragments that double each other", Amplification::fragments),
            new Attack("JSON Patch: copies that double the object", Amplification::copies),
            new Attack("JSON Patch: adds and removes again", Amplification::work),
            new Attack("filters: long texts, added and removed", Amplification::longTexts),
            new Attack("filters: thousands of paths", Amplification::paths));

    private Amplification() {}

    private static void graphQl(Attacker by, int aliases) throws Exception {
        var fields =
                IntStream.range(0, aliases).mapToObj(i -> "a" + i + ":metadata").collect(Collectors.joining(" "));
        var socket = by.socket("/api/system/graphql/query", "graphql-transport-ws", new WebSocket.Listener() {});
        by.keep(socket::abort);
        send(socket, "{\"type\":\"connection_init\",\"payload\":{}}");
        send(
                socket,
                "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription { subscribeEvents { "
                        + fields + " } }\"}}");
    }

    private static void fragments(Attacker by) throws Exception {
        var query = "subscription { subscribeEvents { ...F29 } } fragment F0 on Event { metadata } "
                + IntStream.range(1, 30)
                        .mapToObj(i -> "fragment F%d on Event { ...F%d ...F%d }".formatted(i, i - 1, i - 1))
                        .collect(Collectors.joining(" "));
        by.call(
                "POST",
                "/api/system/graphql/query",
                Json.mapper().createObjectNode().put("query", query).toString());
    }

    private static void copies(Attacker by) throws Exception {
        by.call("POST", "/api/v3/profiles", "{\"Name\":\"target\",\"A\":{\"x\":[1,2,3]}}");
        by.call(
                "PATCH",
                "/api/v3/profiles/target",
                IntStream.range(0, 40)
                        .mapToObj(i -> "{\"op\":\"copy\",\"from\":\"/A\",\"path\":\"/A/b" + i + "\"}")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static void work(Attacker by) throws Exception {
        var large = "{\"op\":\"add\",\"path\":\"/L\",\"value\":\"" + "x".repeat(300_000) + "\"}";
        var pair = ",{\"op\":\"copy\",\"from\":\"/L\",\"path\":\"/M\"},{\"op\":\"remove\",\"path\":\"/M\"}";
        by.call("PATCH", "/api/v3/profiles/target", "[" + large + pair.repeat(4_000) + "]");
    }

    private static void longTexts(Attacker by) throws Exception {
        var socket = by.socket("/api/v3/ws", "", new Draining());
        var text = "x".repeat(50_000);
        for (int i = 0; i < 20; i++) {
            send(socket, "register a.b.c.x=Eq(\"" + text + i + "\")");
            send(socket, "deregister a.b.c.x=Eq(\"" + text + i + "\")");
        }
        by.keep(socket::abort);
    }

    private static void paths(Attacker by) throws Exception {
        var socket = by.socket("/api/v3/ws", "", new Draining());
        int first = by.dice.below(1_000_000);
        for (int i = 0; i < 20; i++) {
            int from = first + i * 50;
            send(
                    socket,
                    IntStream.range(from, from + 50)
                            .mapToObj(n -> "a" + n + "=Eq(1)")
                            .collect(Collectors.joining(",", "register *.*.*.Or(", ")")));
        }
        by.keep(socket::abort);
    }

    /** Reads and forgets. */
    private static final class Draining implements WebSocket.Listener {}
}
