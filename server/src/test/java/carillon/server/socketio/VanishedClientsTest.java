package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that go without a word, over both transports, leave nothing behind. */
class VanishedClientsTest {

    private static final SocketIoConfig QUICK =
            EchoServer.times(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(45));

    @Test
    void twoHundredLeaveNothing() {
        vanish(200, Long.MAX_VALUE);
    }

    @Test
    @Tag("full")
    void twentyThousandLeaveNothing() {
        // A hundred bytes a client; what was measured is nothing at all.
        vanish(20_000, 2L << 20);
    }

    private static void vanish(int clients, long mayRemain) {
        try (var server = new EchoServer(QUICK)) {
            openAndDrop(server, Math.min(clients, 400));
            long before = used();
            openAndDrop(server, clients);
            assertThat(used() - before).isLessThan(mayRemain);
        }
    }

    /** A quarter each: joined and dropped by WebSocket, upgraded and dropped, polling and never seen again, never joined. */
    private static void openAndDrop(EchoServer server, int clients) {
        for (int i = 0; i < clients; i += 4) {
            server.joined().drop();
            server.upgraded().drop();
            server.joinedByPolling();
            server.open();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> server.sockets.sessions() == 0);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
