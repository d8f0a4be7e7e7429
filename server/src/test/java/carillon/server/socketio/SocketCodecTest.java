package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketCodecTest {

    @Test
    void decodesEveryTypeThatClientsSend() throws Exception {
        assertThat(SocketCodec.decode("0").type()).isEqualTo(SocketPacket.Type.CONNECT);
        assertThat(SocketCodec.decode("0/admin?x=1,{\"token\":\"t\"}").namespace())
                .isEqualTo("/admin");
        assertThat(SocketCodec.decode("1/admin,").type()).isEqualTo(SocketPacket.Type.DISCONNECT);
        var event = SocketCodec.decode("2/admin,456[\"message\",0.10,1E+2]");
        assertThat(event.namespace()).isEqualTo("/admin");
        assertThat(event.ackId()).isEqualTo(456);
        assertThat(event.text()).isEqualTo("[\"message\",0.10,1E+2]");
        assertThat(SocketCodec.decode("3456[]").ackId()).isEqualTo(456);
        var binary = SocketCodec.decode("52-[\"m\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(binary.attachments()).isEqualTo(2);
        assertThat(SocketCodec.decode("61-7[{\"_placeholder\":true,\"num\":0}]").type())
                .isEqualTo(SocketPacket.Type.BINARY_ACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "7",
                "9[]",
                "0[]",
                "0\"x\"",
                "0{",
                "1{}",
                "2",
                "2{}",
                "2[]",
                "2[{}]",
                "2[null]",
                "2[\"connect\"]",
                "2[\"disconnect\"]",
                "2[\"newListener\"]",
                "2[\"a\"",
                "2abc[\"a\"]",
                "29999999999999999[\"a\"]",
                "3[]",
                "31{}",
                "4{}",
                "4\"x\"",
                "5[\"a\"]",
                "5-[\"a\"]",
                "5x-[\"a\"]",
                "6",
                "2[\"a\"] x"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> SocketCodec.decode(text)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void refusesDeepNestingAndLongNamespaces() {
        var deep = "2[\"a\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]";
        assertThatThrownBy(() -> SocketCodec.decode(deep)).isInstanceOf(MalformedPacketException.class);
        var long1 = "0/" + "x".repeat(10_000) + ",";
        assertThatThrownBy(() -> SocketCodec.decode(long1)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void decodesPollingBodies() throws Exception {
        var packets = EnginePacket.decodeBody("4one\u001e4two\u001e3\u001ebAQIDBA==\u001e1\u001e6");
        assertThat(packets.get(0)).isEqualTo(new EnginePacket.Message("one"));
        assertThat(packets.get(2)).isEqualTo(new EnginePacket.Pong());
        assertThat(packets.get(3))
                .isInstanceOfSatisfying(
                        EnginePacket.Binary.class,
                        binary -> assertThat(binary.bytes()).containsExactly(1, 2, 3, 4));
        assertThat(packets).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0{}", "7", "b!!", "bA", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b"})
    void refusesBrokenPollingBodies(String body) {
        assertThatThrownBy(() -> EnginePacket.decodeBody(body)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void refusesABodyOfSeparators() {
        assertThatThrownBy(() -> EnginePacket.decodeBody("6\u001e".repeat(20_000) + "6"))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("10000");
    }
}
