package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders of large bodies and messages: how slow they may be, and how long the part that has come is held. */
@Timeout(60)
class SlowSendersTest {

    private static final int PIECE = 10_000;
    private static final int PIECES = 20;

    /** Two pieces in each half second are enough. */
    private static HttpServer serve() {
        var limits = HttpLimits.DEFAULT
                .withTimes(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(75))
                .withMinSendRate(4 * PIECE);
        return Local.serve(
                Local.QUICK.withLimits(limits),
                Routes.under("")
                        .post("/size", request -> Response.text(200, Integer.toString(request.body().length)))
                        .get(
                                "/ws",
                                request -> Response.upgrade(
                                        socket -> new WebSocketListener() {
                                            @Override
                                            public void onText(String text) {
                                                socket.sendText(Integer.toString(text.length()));
                                            }
                                        },
                                        WebSocketLimits.RESUMABLE)));
    }

    private static byte[] piece() {
        var piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 'x');
        return piece;
    }

    @Test
    void aBodyThatGoesOnMayTakeLong() throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http"))) {
            wire.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: " + PIECES * PIECE + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                wire.send(piece());
                TimeUnit.MILLISECONDS.sleep(60);
            }
            assertThat(wire.answer().body()).isEqualTo(Integer.toString(PIECES * PIECE));
        }
    }

    @Test
    void aBodyThatDribblesIsGivenUp() throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http"))) {
            wire.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: " + PIECES * PIECE + "\r\n\r\n");
            wire.send(piece()).send(piece());
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                wire.send("x");
                return server.counters().connectionsTimedOut() == 1;
            });
            assertThat(wire.answer().status()).isEqualTo(408);
        }
    }

    /** Of one frame, and of several. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnfinishedMessageIsGivenUp(boolean oneFrame) throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http")).upgrade("/ws")) {
            if (oneFrame) {
                wire.send(new byte[] {(byte) 0x81, (byte) 0xfe, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0})
                        .send(piece());
            } else {
                wire.frame(0x01, piece());
            }
            var end = wire.readData();
            assertThat(end.opcode()).isEqualTo(8);
            assertThat(end.closeCode()).isEqualTo(4008);
        }
    }

    @Test
    void aConnectionBetweenMessagesIsNotSlow() throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http")).upgrade("/ws")) {
            wire.frame(0x01, piece()).frame(0x80, piece());
            assertThat(wire.readData().text()).isEqualTo("20000");
            // Small enough to be nobody's concern.
            wire.frame(0x01, new byte[] {'a'});
            TimeUnit.MILLISECONDS.sleep(700);
            wire.frame(0x80, new byte[] {'b'});
            assertThat(wire.readData().text()).isEqualTo("2");
        }
    }
}
