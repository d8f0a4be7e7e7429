package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of Socket.IO 5, after the published test suite of socket.io-protocol. */
class SocketProtocolTest {

    private static final EchoServer SERVER = new EchoServer(SocketIoConfig.DEFAULT);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static RecordingWebSocket opened() {
        var socket = SERVER.webSocket();
        socket.next();
        return socket;
    }

    @Test
    @DisplayName("connect: main namespace, without and with a payload")
    void connectMain() {
        try (var socket = opened();
                var other = opened()) {
            socket.send("40");
            var connected = socket.next();
            assertThat(connected).startsWith("40{");
            assertThat(Json.parse(connected.substring(2)).tree().get("sid").asString())
                    .isNotEmpty();
            assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
            other.send("40{\"token\":\"123\"}");
            assertThat(other.next()).startsWith("40{\"sid\":");
            assertThat(other.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
        }
    }

    @Test
    @DisplayName("connect: a namespace of its own, beside the main one, with an id of its own")
    void connectCustom() {
        try (var socket = opened()) {
            socket.send("40/custom,{\"a\":\"b\"}");
            var custom = socket.next();
            assertThat(custom).startsWith("40/custom,{");
            assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"a\":\"b\"}]");
            socket.send("40");
            var main = socket.next();
            assertThat(main.substring(main.indexOf('{'))).isNotEqualTo(custom.substring(custom.indexOf('{')));
            assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
            socket.send("42/custom,[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42/custom,[\"message-back\",1]");
        }
    }

    @Test
    @DisplayName("connect: unknown and refusing namespaces answer with connect errors, and the connection stays")
    void connectRefused() {
        try (var socket = opened()) {
            socket.send("40/random");
            assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
            socket.send("40/random?key=value,");
            assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
            socket.send("40/closed,");
            assertThat(socket.next()).isEqualTo("44/closed,{\"message\":\"not you\",\"data\":{\"why\":\"because\"}}");
            socket.send("40");
            assertThat(socket.next()).startsWith("40{");
        }
    }

    @Test
    @DisplayName("connect: a namespace that fails answers with a connect error, and the connection stays")
    void connectFails() {
        try (var socket = opened()) {
            socket.send("40/failing,");
            assertThat(socket.next()).isEqualTo("44/failing,{\"message\":\"internal error\"}");
            socket.send("40");
            assertThat(socket.next()).startsWith("40{");
        }
    }

    @Test
    @DisplayName("disconnect: from one namespace, and by the server")
    void disconnect() {
        try (var socket = SERVER.joined()) {
            socket.send("40/custom");
            socket.next();
            socket.next();
            socket.send("41");
            socket.send("42/custom,[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42/custom,[\"message-back\",1]");
            socket.send("42/custom,[\"leave\"]");
            assertThat(socket.next()).isEqualTo("41/custom,");
        }
    }

    @Test
    @DisplayName("disconnect: before the namespace has decided; the client is then not in it, and may come again")
    void disconnectWhileJoining() {
        try (var socket = SERVER.joined()) {
            // The echo says that the disconnect was read before anything is decided.
            socket.send("40/slow,").send("41/slow,").send("42[\"m\",0]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",0]");
            SERVER.decisions.release();
            await().until(() -> SERVER.decided.get() == 1);
            socket.send("42[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
            SERVER.decisions.release();
            socket.send("40/slow,");
            assertThat(socket.next()).startsWith("40/slow,{");
        }
    }

    @Test
    @DisplayName("connect: twice before the first is decided ends the connection")
    void connectTwice() {
        try (var socket = SERVER.joined()) {
            socket.send("40/slow,").send("40/slow,");
            assertThat(socket.closeCode()).isEqualTo(1002);
            SERVER.decisions.release();
        }
    }

    @Test
    @DisplayName("message: plain, with acknowledgement, with binary attachments, digits of numbers kept")
    void messages() {
        try (var socket = SERVER.joined()) {
            socket.send("42[\"message\",1,\"2\",{\"3\":[true]}, 0.10, 1E+2]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]},0.10,1E+2]");
            socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
            assertThat(socket.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
            socket.send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").send(new byte[] {1, 2, 3});
            assertThat(socket.next()).isEqualTo("42[\"binary-back\",{\"_placeholder\":true,\"num\":0}]");
            socket.send("43999[1]")
                    .send("461-999[{\"_placeholder\":true,\"num\":0}]")
                    .send(new byte[] {1});
            socket.send("42[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
        }
    }

    @Test
    @DisplayName("binary attachments by polling, as base64")
    void binaryByPolling() {
        var sid = SERVER.joinedByPolling();
        SERVER.push(sid, "451-[\"m\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");
        assertThat(SERVER.poll(sid).body()).isEqualTo("42[\"binary-back\",{\"_placeholder\":true,\"num\":0}]");
    }
}
