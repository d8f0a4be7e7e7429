package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that break a rule, of every type of Engine.IO 4 and of Socket.IO 5, over every transport. */
class InvalidPacketsTest {

    private static final EchoServer SERVER = new EchoServer(SocketIoConfig.DEFAULT);

    /** Type and packet, to a client in the main namespace; {@code DEEP} stands for arrays in arrays. */
    private static final String INVALID = """
            no packet      |
            Engine.IO 0    | 0
            Engine.IO 0    | 0{"sid":"x"}
            Engine.IO 2    | 2
            Engine.IO 2    | 2probe
            Engine.IO 4    | 4
            Engine.IO 5    | 5
            Engine.IO 5    | 5surplus
            Engine.IO 7    | 7
            Engine.IO 9    | 9[]
            Engine.IO text | text
            Engine.IO b    | b!!!
            Socket.IO 0    | 40
            Socket.IO 0    | 40[]
            Socket.IO 0    | 40"text"
            Socket.IO 0    | 40{
            Socket.IO 0    | 40/custom,DEEP
            Socket.IO 0    | 40/custom,{"a":DEEP}
            Socket.IO 1    | 41{}
            Socket.IO 1    | 41/custom,
            Socket.IO 1    | 41/random,
            Socket.IO 2    | 42
            Socket.IO 2    | 42{}
            Socket.IO 2    | 42[]
            Socket.IO 2    | 42[{}]
            Socket.IO 2    | 42[null]
            Socket.IO 2    | 42["m"
            Socket.IO 2    | 42["m"] and more
            Socket.IO 2    | 42["connect"]
            Socket.IO 2    | 42["disconnect"]
            Socket.IO 2    | 42["m",DEEP]
            Socket.IO 2    | 42abc["m"]
            Socket.IO 2    | 42-1["m"]
            Socket.IO 2    | 429999999999999999["m"]
            Socket.IO 2    | 42/custom,["m"]
            Socket.IO 2    | 42/random,["m"]
            Socket.IO 3    | 43
            Socket.IO 3    | 43[1]
            Socket.IO 3    | 431
            Socket.IO 3    | 431{}
            Socket.IO 3    | 431[
            Socket.IO 4    | 44
            Socket.IO 4    | 44{"message":"x"}
            Socket.IO 4    | 44"x"
            Socket.IO 5    | 45
            Socket.IO 5    | 45["m"]
            Socket.IO 5    | 45-["m"]
            Socket.IO 5    | 45x-["m"]
            Socket.IO 5    | 451-
            Socket.IO 5    | 451-{}
            Socket.IO 5    | 451-[]
            Socket.IO 5    | 4517-["m"]
            Socket.IO 5    | 4599999999999-["m"]
            Socket.IO 6    | 46
            Socket.IO 6    | 46[1]
            Socket.IO 6    | 461-[1]
            Socket.IO 6    | 461-7{}
            Socket.IO 7    | 47
            Socket.IO 9    | 49[]
            Socket.IO text | 4text
            """;

    private static final String BEFORE_JOINING = """
            Socket.IO 1    | 41
            Socket.IO 2    | 42["m"]
            Socket.IO 2    | 42/custom,["m"]
            Socket.IO 3    | 43999[1]
            Socket.IO 5    | 450-["m"]
            Socket.IO 6    | 460-999[1]
            """;

    /** What means nothing to us, by the definition of the protocols. */
    private static final String HARMLESS = """
            Engine.IO 3    | 3
            Engine.IO 3    | 3surplus
            Engine.IO 6    | 6
            Engine.IO 6    | 6surplus
            Socket.IO 3    | 43999[1]
            Socket.IO 6    | 460-999[1]
            """;

    enum Over {
        WEBSOCKET,
        POLLING,
        UPGRADED
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static Stream<Arguments> rows(String table) {
        return Stream.of(Over.values())
                .flatMap(over -> table.lines().map(line -> {
                    int bar = line.indexOf('|');
                    return Arguments.of(
                            over,
                            line.substring(0, bar).strip(),
                            line.substring(bar + 1).strip());
                }));
    }

    static Stream<Arguments> invalid() {
        return rows(INVALID);
    }

    static Stream<Arguments> beforeJoining() {
        return rows(BEFORE_JOINING);
    }

    static Stream<Arguments> harmless() {
        return rows(HARMLESS);
    }

    @ParameterizedTest(name = "{0}, {1}: {2} ends the session")
    @MethodSource
    void invalid(Over over, String type, String packet) {
        var deep = "[".repeat(100_000) + "]".repeat(100_000);
        switch (over) {
            case WEBSOCKET -> refused(SERVER.joined(), packet.replace("DEEP", deep));
            case POLLING -> refused(SERVER.joinedByPolling(), packet.replace("DEEP", deep));
            case UPGRADED -> refused(SERVER.upgraded(), packet.replace("DEEP", deep));
        }
    }

    private static void refused(RecordingWebSocket socket, String packet) {
        try (socket) {
            socket.send(packet);
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    private static void refused(String sid, String packet) {
        var response = SERVER.push(sid, packet);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"code\":3,\"message\":\"Bad request: ");
        assertThat(SERVER.poll(sid).body()).startsWith("{\"code\":1,");
    }

    @ParameterizedTest(name = "{0}, {1}: {2} ends the session of a client that is in no namespace")
    @MethodSource
    void beforeJoining(Over over, String type, String packet) {
        switch (over) {
            case WEBSOCKET -> {
                var socket = SERVER.webSocket();
                socket.next();
                refused(socket, packet);
            }
            case POLLING -> refused(SERVER.open().get("sid").asString(), packet);
            case UPGRADED -> refused(SERVER.upgraded(SERVER.open().get("sid").asString()), packet);
        }
    }

    @Test
    @DisplayName("before a namespace is joined nothing but CONNECT is parsed: all who poll share the thread that would")
    void notParsedBeforeJoining() {
        var response = SERVER.push(SERVER.open().get("sid").asString(), "42[\"m\",no JSON");
        assertThat(response.body()).contains("other than CONNECT");
    }

    @ParameterizedTest(name = "{0}, {1}: {2} changes nothing")
    @MethodSource
    void harmless(Over over, String type, String packet) {
        if (over == Over.POLLING) {
            var sid = SERVER.joinedByPolling();
            assertThat(SERVER.push(sid, packet + "\u001e42[\"m\",1]").body()).isEqualTo("ok");
            assertThat(SERVER.poll(sid).body()).isEqualTo("42[\"message-back\",1]");
            return;
        }
        try (var socket = webSocket(over)) {
            socket.send(packet).send("42[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
        }
    }

    private static RecordingWebSocket webSocket(Over over) {
        return over == Over.WEBSOCKET ? SERVER.joined() : SERVER.upgraded();
    }

    @ParameterizedTest(name = "{0}, Engine.IO 1: the client's close ends the session in good order")
    @EnumSource
    void close(Over over) {
        if (over == Over.POLLING) {
            var sid = SERVER.joinedByPolling();
            assertThat(SERVER.push(sid, "1surplus\u001e42[\"m\",1]").body()).isEqualTo("ok");
            // For the poll that may have been sent before; nothing of what came behind the close.
            assertThat(SERVER.poll(sid).body()).isEqualTo("6");
            assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
            return;
        }
        try (var socket = webSocket(over)) {
            socket.send("1surplus");
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
    }

    @ParameterizedTest(name = "{0}: binary data that no packet announced, and a text in place of an attachment")
    @EnumSource
    void attachments(Over over) {
        var announced = "451-[\"m\",{\"_placeholder\":true,\"num\":0}]";
        if (over == Over.POLLING) {
            refused(SERVER.joinedByPolling(), "bAQIDBA==");
            refused(SERVER.joinedByPolling(), announced + "\u001e42[\"m\",1]");
            var sid = SERVER.joinedByPolling();
            assertThat(SERVER.push(sid, announced).body()).isEqualTo("ok");
            refused(sid, "42[\"m\",1]");
            return;
        }
        try (var unannounced = webSocket(over);
                var replaced = webSocket(over)) {
            unannounced.send(new byte[] {1, 2});
            assertThat(unannounced.closeCode()).isEqualTo(1002);
            replaced.send(announced).send("42[\"m\",1]");
            assertThat(replaced.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest(name = "{0}: a packet is held until its attachments come, so it is short")
    @EnumSource
    void longBeforeAttachments(Over over) {
        var announced = "451-[\"m\",{\"_placeholder\":true,\"num\":0},\"" + "x".repeat(4_096) + "\"]";
        if (over == Over.POLLING) {
            refused(SERVER.joinedByPolling(), announced);
            return;
        }
        try (var socket = webSocket(over)) {
            socket.send(announced);
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest(name = "{0}: a client that goes between a packet and its attachments leaves nothing behind")
    @EnumSource(names = "POLLING", mode = EnumSource.Mode.EXCLUDE)
    void goneAmidAttachments(Over over) {
        int before = SERVER.sockets.sessions();
        var socket = webSocket(over);
        socket.send("452-[\"m\",{\"_placeholder\":true,\"num\":0}]").send(new byte[] {1});
        socket.drop();
        await().until(() -> SERVER.sockets.sessions() <= before);
    }

    @ParameterizedTest(name = "{0}: a message longer than maxPayload ends the session")
    @EnumSource(names = "POLLING", mode = EnumSource.Mode.EXCLUDE)
    void tooLong(Over over) {
        try (var socket = webSocket(over)) {
            socket.send("42[\"m\",\"" + "x".repeat(1_000_000) + "\"]");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    @DisplayName("a body of more packets than anybody sends is refused before the first is looked at")
    void tooManyPackets() {
        refused(SERVER.joinedByPolling(), "42[\"m\",1]" + "\u001e6".repeat(10_000));
    }

    @Test
    @DisplayName("a peer that never answers our close frame is gone all the same")
    void unansweredClose() throws IOException {
        try (var server = new EchoServer(SocketIoConfig.DEFAULT);
                var peer = server.webSocketByHand("4text")) {
            // Reads what comes, answers nothing, and does not hang up; ten seconds are what a close may take.
            peer.setSoTimeout(30_000);
            var read = peer.getInputStream().readAllBytes();
            assertThat(new String(read, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 101")
                    .contains("\u0088", "no packet type");
            await().atMost(Duration.ofSeconds(5)).until(() -> server.sockets.sessions() == 0);
        }
    }
}
