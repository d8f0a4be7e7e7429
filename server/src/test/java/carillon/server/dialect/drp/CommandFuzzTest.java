package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.filter.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as nobody would write them. Every failure names its seed; keep those that found something in the list. */
class CommandFuzzTest {

    private static final List<String> PIECES = List.of(
            "register",
            "deregister",
            " ",
            "\t",
            "\n",
            "*",
            ".",
            ",",
            "machines",
            "machine_jobs",
            "\\1",
            "\\2",
            "\\9",
            "a=",
            "(",
            ")",
            "Eq(",
            "Re(\"",
            "\"",
            "And(",
            "Or(",
            "Not(",
            "Changed(",
            "In(1,",
            "null",
            "{\"a\":[",
            "]}",
            "1e999",
            "-0",
            "/Params/a~1",
            "~",
            "é",
            "\u2028",
            "\0",
            "\ud800",
            "Exists()",
            "[[[[",
            "(a+)+$",
            "{1000}",
            "\\p{L}",
            "(?=");

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(30);
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextInt(12) == 0
                            ? Character.toString(random.nextInt(0x300))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static void parse(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var text = text(random);
            Command.parse(text).ifPresent(command -> Spec.parse(command.spec()));
            Spec.parse("*.*.*." + text);
        }
    }

    @ParameterizedTest
    @DisplayName("no text makes the parsers throw")
    @ValueSource(longs = {1, 2, 3, 20_311, 8_092})
    void parsers(long seed) {
        parse(seed);
    }

    @Test
    @Tag("full")
    @DisplayName("no text makes the parsers throw, for five minutes")
    void parsersForLong() {
        long end = System.nanoTime() + 300_000_000_000L;
        for (long seed = System.currentTimeMillis(); System.nanoTime() < end; seed++) {
            parse(seed);
        }
    }

    @Test
    @DisplayName("a session that was sent rubbish is as usable as before, and so is everybody else's")
    void session(@TempDir Path data) {
        var random = new Random(42);
        try (var server = DrpServer.start(data);
                var other = server.session().register("fuzz.*.*");
                var session = server.session()) {
            for (int i = 0; i < 500; i++) {
                // Half a surrogate pair has no UTF-8 and so cannot be sent at all.
                session.send(text(random).replace('\ud800', '?'));
            }
            session.send("register fuzz.after.rubbish");
            var answer = session.answer();
            while (!answer.equals("register fuzz.after.rubbish")) {
                answer = session.answer();
            }
            server.publish("fuzz", "after", "rubbish");
            assertThat(session.drain()).contains("fuzz.after.rubbish");
            assertThat(other.drain()).containsExactly("fuzz.after.rubbish");
        }
    }
}
