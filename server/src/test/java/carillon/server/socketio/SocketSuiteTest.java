package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the published suite of socket.io-protocol from 17 on, in its order and with its messages; the first 16 are cases of
 * {@link EngineSuiteTest}. Cases 27 and 29 want binary data back and have no test: the hub sends text only.
 */
class SocketSuiteTest {

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

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "40 40 42[\"auth\",{}]",
                "40{\"token\":\"123\"} 40 42[\"auth\",{\"token\":\"123\"}]",
                "40/custom, 40/custom, 42/custom,[\"auth\",{}]",
                "40/custom,{\"token\":\"abc\"} 40/custom, 42/custom,[\"auth\",{\"token\":\"abc\"}]"
            })
    @DisplayName("17 to 20 connect: the main namespace and another one, without and with a payload")
    void connect(String packet, String head, String auth) {
        try (var socket = opened()) {
            var connected = socket.send(packet).next();
            assertThat(connected).startsWith(head + "{");
            var handshake = Json.parse(connected.substring(head.length())).tree();
            assertThat(handshake.propertyNames()).containsExactly("sid");
            assertThat(handshake.get("sid").isString()).isTrue();
            assertThat(socket.next()).isEqualTo(auth);
        }
    }

    @Test
    @DisplayName("21 connect: an unknown namespace is refused")
    void unknownNamespace() {
        try (var socket = opened()) {
            assertThat(socket.send("40/random").next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
        }
    }

    @Test
    @DisplayName("22 connect: an invalid packet in place of the handshake closes the connection")
    void invalidHandshake() {
        try (var socket = opened()) {
            assertThat(socket.send("4abc").closeCode()).isEqualTo(1002);
        }
    }

    @Test
    @DisplayName("23 connect: without a handshake the connection is closed")
    void noHandshake() {
        try (var server = new EchoServer(
                        EchoServer.times(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofMillis(200)));
                var socket = server.webSocket()) {
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    @DisplayName("24 disconnect: the main namespace; the connection stays, and pings come")
    void disconnect() {
        try (var server = new EchoServer(
                        EchoServer.times(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(45)));
                var socket = server.joined()) {
            assertThat(socket.send("41").next()).isEqualTo("2");
        }
    }

    @Test
    @DisplayName("25 disconnect: another namespace; the main one goes on")
    void disconnectCustom() {
        try (var socket = SERVER.joined()) {
            socket.send("40/custom");
            socket.next();
            socket.next();
            socket.send("41/custom");
            assertThat(socket.send("42[\"message\",\"message to main namespace\"]")
                            .next())
                    .isEqualTo("42[\"message-back\",\"message to main namespace\"]");
        }
    }

    @Test
    @DisplayName("26 message: plain text")
    void message() {
        try (var socket = SERVER.joined()) {
            assertThat(socket.send("42[\"message\",1,\"2\",{\"3\":[true]}]").next())
                    .isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
        }
    }

    @Test
    @DisplayName("28 message: plain text with an acknowledgement")
    void messageWithAck() {
        try (var socket = SERVER.joined()) {
            assertThat(socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]")
                            .next())
                    .isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42{}", "42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]"})
    @DisplayName(
            "30 to 32 message: an unknown type, another payload than an array, or a wrong ack id closes the connection")
    void invalidMessage(String packet) {
        try (var socket = SERVER.joined()) {
            assertThat(socket.send(packet).closeCode()).isEqualTo(1002);
        }
    }
}
