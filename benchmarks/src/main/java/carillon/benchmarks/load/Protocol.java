package carillon.benchmarks.load;

import java.util.Locale;

/** How one server is subscribed to and published to. */
enum Protocol {
    /** Our bare Netty broadcaster: whoever connects to {@code /sub} gets what is sent to {@code /pub}. */
    BARE("/sub", "", "") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new WebSocketPublisher(host, port, "/pub", "", "", this::plain);
        }
    },
    /** Carillon, Digital Rebar's dialect. */
    DRP("/api/v3/ws?token={token}", "register bench.*.*", "\"register\"") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new HttpPublisher(host, port, "/api/v3/events", token, Protocol::drpEvent);
        }
    },
    /** Carillon, Digital Rebar's dialect, every subscriber with a filter of its own. */
    DRP_FILTERED(
            "/api/v3/ws?token={token}",
            "register bench.*.*.And(Kind=Eq(\"load\"),Load=In(7,{number}),pad=Exists())",
            "\"register\"") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new HttpPublisher(host, port, "/api/v3/events", token, Protocol::drpEvent);
        }
    },
    /** Carillon, from the beginning of what is stored. */
    DRP_REPLAY("/api/v3/ws?token={token}&since=0", "register bench.*.*", "\"register\"") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return DRP.publisher(host, port, token);
        }
    },
    /** Carillon, events that have nothing to do with the others. */
    DRP_LIVE("/api/v3/ws?token={token}", "register live.*.*", "\"register\"") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new HttpPublisher(
                    host,
                    port,
                    "/api/v3/events",
                    token,
                    number -> drpEvent(number).replace("bench", "live"));
        }
    },
    /** Carillon, the stock Socket.IO, WebSocket transport only. The same events as for {@link #DRP}. */
    CARILLON_SOCKETIO(
            "/socket.io/?EIO=4&transport=websocket", "40{\"token\":\"{token}\",\"subscribe\":[\"bench.*.*\"]}", "40{") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return DRP.publisher(host, port, token);
        }
    },
    /** Carillon's own server-sent events. The same events as for {@link #DRP}. */
    CARILLON_SSE("/v1/stream?spec=bench.*.*&token={token}", "", "event: subscribed") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return DRP.publisher(host, port, token);
        }

        @Override
        boolean webSocket() {
            return false;
        }
    },
    /** nats-server, subscribers over WebSocket, publishers over TCP on the port below. */
    NATS("/", "CONNECT {\"verbose\":false}\r\nSUB bench 1\r\nPING\r\n", "PONG") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new NatsPublisher(host, port - 1, this::plain);
        }
    },
    /** nginx with nchan. */
    NCHAN("/sub", "", "") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new HttpPublisher(host, port, "/pub", "", this::plain);
        }
    },
    /** Socket.IO on Node, WebSocket transport only. */
    SOCKETIO("/socket.io/?EIO=4&transport=websocket", "40", "40{") {
        @Override
        Publisher publisher(String host, int port, String token) {
            return new WebSocketPublisher(
                    host,
                    port,
                    "/socket.io/?EIO=4&transport=websocket",
                    "40",
                    "40{",
                    number -> "42[\"publish\",\"" + plain(number) + "\"]");
        }
    };

    /** What a delivered message comes to, in bytes, as near as the protocol allows. */
    private static final int MESSAGE = 300;

    private final String path;
    private final String hello;
    private final String ready;

    Protocol(String path, String hello, String ready) {
        this.path = path;
        this.hello = hello;
        this.ready = ready;
    }

    abstract Publisher publisher(String host, int port, String token);

    private String path(String token) {
        return path.replace("{token}", token);
    }

    /** Or the answer to a simple request that does not end. */
    boolean webSocket() {
        return true;
    }

    /** What a subscriber sends first. */
    String opening(String host, String token) {
        return webSocket()
                ? WebSocketText.upgrade(host, path(token))
                : "GET " + path(token) + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    /** What a subscriber sends once its socket is open; empty if nothing. */
    String hello(int subscriber, String token) {
        return hello.replace("{number}", Integer.toString(1_000 + subscriber)).replace("{token}", token);
    }

    /** What the server then says when the subscription stands; empty if it says nothing. */
    String ready() {
        return ready;
    }

    String plain(long number) {
        return Mark.text(number) + "x".repeat(MESSAGE - Mark.LENGTH);
    }

    private static String drpEvent(long number) {
        // With time, principal and the seven names the delivered event has some 200 bytes more than the object's
        // padding.
        return "{\"Type\":\"bench\",\"Action\":\"tick\",\"Key\":\"k\",\"Object\":{\"mark\":\"" + Mark.text(number)
                + "\",\"Kind\":\"load\",\"Load\":7,\"pad\":\"" + "x".repeat(52) + "\"}}";
    }

    /** An event of 400 bytes for the native interface; the Digital Rebar socket shows the mark in the object. */
    static String nativeEvent() {
        return "{\"type\":\"bench\",\"action\":\"tick\",\"key\":\"k\",\"object\":{\"mark\":\"" + Mark.text(0)
                + "\",\"pad\":\"" + "x".repeat(302) + "\"}}";
    }

    static Protocol named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
