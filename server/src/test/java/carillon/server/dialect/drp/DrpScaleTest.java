package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static void report(DrpServer server, List<Session> sessions, int number) {
        long start = System.nanoTime();
        register(sessions.getLast(), number - 1);
        var perRegistration = Duration.ofNanos((System.nanoTime() - start) / EACH);
        long matched = server.hub.counters().matchedEvents.sum();
        long nanos = server.hub.counters().matchNanos.sum();
        for (int i = 0; i < 2_000; i++) {
            server.publish("scale", Integer.toString(i % EACH), "nobody");
        }
        long perEvent = (server.hub.counters().matchNanos.sum() - nanos)
                / Math.max(1, server.hub.counters().matchedEvents.sum() - matched);
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
