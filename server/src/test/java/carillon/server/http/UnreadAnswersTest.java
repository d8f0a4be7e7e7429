package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that ask on and read nothing: what a WebSocket holds of their requests and answers. */
@Timeout(60)
class UnreadAnswersTest {

    private static final String ANSWER = "x".repeat(100_000);

    /** More than the buffers of both machines take. */
    private static final int QUESTIONS = 200;

    private final AtomicInteger worked = new AtomicInteger();

    /** Answers each message with a long one: on the event loop, or on a thread that may block. */
    private HttpServer serve() {
        return Local.serve(Routes.under("")
                .get(
                        "/{how}",
                        request -> Response.upgrade(
                                socket -> new WebSocketListener() {
                                    @Override
                                    public void onText(String text) {
                                        if (request.parameter("how").equals("loop")) {
                                            answer(socket);
                                        } else {
                                            socket.runInOrder(text.length(), () -> answer(socket));
                                        }
                                    }
                                },
                                WebSocketLimits.RESUMABLE)));
    }

    private void answer(WebSocketConnection socket) {
        worked.incrementAndGet();
        socket.sendText(ANSWER);
    }

    /** They come in one read, so that a pause of reading alone would not keep any of them back. */
    @ParameterizedTest
    @ValueSource(strings = {"loop", "thread"})
    void noFurtherRequestIsWorkedOnWhileAnswersWait(String how) throws Exception {
        try (var server = serve();
                var socket = new java.net.Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(server.address("http"));
            try (var wire = new Wire(socket).upgrade("/" + how)) {
                // A connection that begins is read in small pieces, with a few questions each. Tasks on a thread are
                // begun until the
                // first answers are with the loop, so that those are let in slowly.
                for (int i = 0; i < 4 && how.equals("loop"); i++) {
                    assertThat(wire.text("x".repeat(60_000)).readData().payload())
                            .hasSize(ANSWER.length());
                }
                worked.set(0);
                var all = new java.io.ByteArrayOutputStream();
                for (int i = 0; i < QUESTIONS; i++) {
                    all.writeBytes(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'q'});
                }
                wire.send(all.toByteArray());
                await().until(() -> worked.get() > 0);
                await().during(Duration.ofMillis(300)).until(() -> worked.get() < QUESTIONS / 2);
                for (int i = 0; i < QUESTIONS; i++) {
                    assertThat(wire.readData().payload()).hasSize(ANSWER.length());
                }
                assertThat(worked).hasValue(QUESTIONS);
            }
        }
    }

    /** Behind one task that goes on and on, a peer had sixty-four of its largest messages wait. */
    @Test
    void messagesThatWaitForTheirTurnAreHeldInTheMemoryForWhatComesIn() throws Exception {
        var over = new CountDownLatch(1);
        var limits = HttpLimits.DEFAULT.withBytes(1 << 20, 2 << 20);
        try (var server = Local.serve(
                Local.QUICK.withLimits(limits),
                Routes.under("")
                        .get(
                                "/ws",
                                request -> Response.upgrade(
                                        socket -> new WebSocketListener() {
                                            @Override
                                            public void onText(String text) {
                                                socket.runInOrder(text.length(), () -> {
                                                    worked.incrementAndGet();
                                                    try {
                                                        over.await();
                                                    } catch (InterruptedException stopped) {
                                                        Thread.currentThread().interrupt();
                                                    }
                                                });
                                            }
                                        },
                                        WebSocketLimits.RESUMABLE.withMaxInboundBytes(1 << 20))))) {
            try (var wire = Wire.to(server.address("http")).upgrade("/ws")) {
                for (int i = 0; i < 3; i++) {
                    wire.text("x".repeat(900_000));
                }
                assertThat(wire.readData().closeCode()).isEqualTo(1013);
            }
            assertThat(worked).hasValue(1);
            over.countDown();
            // It is free when they have been worked on, also those of a connection that is gone.
            try (var wire = Wire.to(server.address("http")).upgrade("/ws")) {
                for (int i = 2; i < 6; i++) {
                    wire.text("x".repeat(900_000));
                    int soMany = i;
                    await().until(() -> worked.get() == soMany);
                }
            }
        }
    }
}
