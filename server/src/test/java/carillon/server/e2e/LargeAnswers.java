package carillon.server.e2e;

import static carillon.server.e2e.Attacker.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.util.Collections;
import java.util.List;

/** Everything that is stored at once, again and again, read slowly or not at all. */
final class LargeAnswers {

    static final List<Attack> ATTACKS = List.of(
            new Attack("lists as long as may be", LargeAnswers::lists),
            new Attack("a batch of 1,000 queries", LargeAnswers::batch),
            new Attack("searches by text, many at a time", LargeAnswers::searches),
            new Attack("lists that nobody reads", LargeAnswers::unreadLists),
            new Attack("/v1/stream since=0 that nobody reads", by -> unread(by, "/v1/stream?since=0&spec=*.*.*")),
            new Attack("Meshery SSE that nobody reads", by -> unread(by, "/api/system/events/subscribe")),
            new Attack("Digital Rebar since=0 that nobody reads", LargeAnswers::unreadSocket),
            new Attack("/events/ws since=0 that nobody reads", LargeAnswers::unreadEvents));

    private static final List<String> LISTS = List.of(
            "/v1/events?limit=1000",
            "/v1/events?limit=1000&type=large",
            "/api/system/events?pagesize=all",
            "/api/system/events?page=0&pagesize=100",
            "/api/v3/profiles",
            "/api/system/events/types");

    private LargeAnswers() {}

    /** Something to ask for: 40 events of 900 KB, for everybody. */
    static void prepare(Attacker by) throws Exception {
        var event = "{\"type\":\"large\",\"action\":\"a\",\"key\":\"k\",\"object\":{\"x\":\"" + "y ".repeat(450_000)
                + "\"}}";
        for (int i = 0; i < 40; i++) {
            assertThat(by.call("POST", "/v1/events", event).statusCode()).isEqualTo(201);
        }
    }

    private static void lists(Attacker by) throws Exception {
        by.call("GET", by.dice.oneOf(LISTS), "");
    }

    private static void batch(Attacker by) throws Exception {
        var query = "{\"name\":\"event:query\",\"version\":1,\"id\":\"q\",\"flowId\":\"f\","
                + "\"payload\":{\"types\":[\"large\"],\"limit\":1}}";
        by.call(
                "POST",
                "/events",
                "{\"name\":\"batch\",\"version\":1,\"id\":\"b\",\"flowId\":\"f\",\"payload\":{\"events\":["
                        + String.join(",", Collections.nCopies(1_000, query)) + "]}}");
    }

    private static void searches(Attacker by) throws Exception {
        for (int i = 0; i < 10; i++) {
            by.fire(Attacker.basic(Attacker.STRONG), "/v1/events?limit=1&text=never" + by.dice.below(1_000));
        }
        by.call("GET", "/v1/events?limit=1&text=y", "");
    }

    private static void unreadLists(Attacker by) throws Exception {
        var socket = by.connect();
        by.keep(socket);
        by.write(socket, "GET /v1/events?limit=4&type=large HTTP/1.1\nHOST\nLOGIN\n\n".repeat(12));
    }

    private static void unread(Attacker by, String path) throws Exception {
        for (int i = 0; i < 10; i++) {
            var socket = by.connect();
            by.keep(socket);
            by.write(socket, "GET " + path + " HTTP/1.1\nHOST\nLOGIN\nAccept: text/event-stream\n\n");
        }
    }

    private static void unreadSocket(Attacker by) throws Exception {
        for (int i = 0; i < 10; i++) {
            var socket = by.socket("/api/v3/ws?since=0", "", new Mute());
            by.keep(socket::abort);
            send(socket, "register *.*.*");
        }
    }

    private static void unreadEvents(Attacker by) throws Exception {
        for (int i = 0; i < 10; i++) {
            var socket = by.socket("/events/ws", "", new Mute());
            by.keep(socket::abort);
            send(
                    socket,
                    "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"payload\":"
                            + "{\"spec\":\"*.*.*\",\"since\":\"0\"}}");
        }
    }

    /** Asks for nothing, so that nothing is read beyond the buffers. */
    private static final class Mute implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {
            // Here others ask for the first message.
        }
    }
}
