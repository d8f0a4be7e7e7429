package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many registrations: what one more costs, and what an event costs then. Figures go to the log; nothing is timed. */
@Tag("full")
class DrpScaleTest {

    private static final Logger LOG = LoggerFactory.getLogger(DrpScaleTest.class);
    private static final int EACH = 1_000;

    @Test
    @DisplayName("a hundred sessions with a thousand registrations each")
    void manyRegistrations(@TempDir Path data) {
        try (var server = DrpServer.start(data)) {
            warmUp(server);
            var sessions = new ArrayList<Session>();
            for (int i = 0; i < 100; i++) {
                sessions.add(server.session());
                if (i == 0 || i == 9 || i == 99) {
                    report(server, sessions, i + 1);
                } else {
                    register(sessions.getLast(), i);
                }
            }
            server.publish("scale", "7", "50");
            assertThat(sessions.get(50).drain()).containsExactly("scale.7.50");
            assertThat(sessions.get(51).drain()).isEmpty();
            sessions.forEach(Session::close);
        }
    }

    @Test
    @DisplayName("ten thousand sockets with one registration each")
    void manySockets(@TempDir Path data) {
        try (var server = DrpServer.start(data);
                var crowd = Crowd.around(server.http.address("http"))) {
            crowd.grow(1_000);
            warmUp(server);
            for (int sockets : new int[] {2_000, 5_000, 10_000}) {
                long perRegistration = crowd.grow(sockets);
                int size = sockets;
                LOG.info(
                        "{} sockets: {} us a registration with its answer, {} ns to match an event",
                        sockets,
                        perRegistration,
                        matchNanos(server, i -> server.publish("crowd", Integer.toString(size + i), "nobody")));
            }
            server.publish("crowd", "9999", "k");
            server.publish("crowd", "0", "k");
            assertThat(crowd.next(9_999)).contains("\"Action\":\"9999\"");
            assertThat(crowd.next(0)).contains("\"Action\":\"0\"");
        }
    }

    /** The first thousands measure how Java compiles. */
    private static void warmUp(DrpServer server) {
        for (int i = 0; i < 20; i++) {
            try (var session = server.session()) {
                register(session, 1_000_000 + i);
            }
            matchNanos(server, k -> server.publish("warm", Integer.toString(k), "up"));
        }
    }

    /** What the fan-out takes to find out whom an event goes to, on average over a few thousand. */
    private static long matchNanos(DrpServer server, IntConsumer publish) {
        for (int i = 0; i < 2_000; i++) {
            publish.accept(i);
        }
        var counters = server.hub.counters();
        long matched = counters.matchedEvents.sum();
        long nanos = counters.matchNanos.sum();
        for (int i = 0; i < 10_000; i++) {
            publish.accept(i);
        }
        return (counters.matchNanos.sum() - nanos) / Math.max(1, counters.matchedEvents.sum() - matched);
    }

    private static void report(DrpServer server, List<Session> sessions, int number) {
        long start = System.nanoTime();
        register(sessions.getLast(), number - 1);
        var perRegistration = Duration.ofNanos((System.nanoTime() - start) / EACH);
        long perEvent = matchNanos(server, i -> server.publish("scale", Integer.toString(i % EACH), "nobody"));
        LOG.info(
                "{} sessions of {} registrations: {} us a registration, {} ns to match an event",
                number,
                EACH,
                perRegistration.toNanos() / 1_000,
                perEvent);
    }

    private static void register(Session session, int number) {
        for (int i = 0; i < EACH; i++) {
            session.send("register scale." + i + "." + number);
        }
        for (int i = 0; i < EACH; i++) {
            assertThat(session.answer()).isEqualTo("register scale." + i + "." + number);
        }
    }
}
