package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.filter.FilterGenerator;
import carillon.testkit.property.Property;
import carillon.testkit.property.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private static final List<String> KINDS = List.of(
            "register", "deregister", "ignored", "spec", "spec with a filter", "no spec", "blanks inside", "no blank");

    /** The grammar of 5.1, as it is written there. */
    private static final Pattern MESSAGE = Pattern.compile(
            "[ \\t\\r\\n]*(register|deregister)[ \\t\\r\\n]+([^ \\t\\r\\n](?:.*[^ \\t\\r\\n])?)[ \\t\\r\\n]*",
            Pattern.DOTALL);

    private final Tally<String> tally = new Tally<>();

    /** A verb, or not, and either pieces in a row or a command that is right but for a piece. */
    private static String text(RandomGenerator random) {
        var text = new StringBuilder(pick(random, List.of("", "", "register ", "deregister\t", " \nregister  *.*.*.")));
        if (random.nextInt(3) == 0) {
            text.append(new FilterGenerator(random).spec());
            return random.nextBoolean()
                    ? text.toString()
                    : text.insert(random.nextInt(text.length() + 1), pick(random, PIECES))
                            .toString();
        }
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(12) == 0 ? Character.toString(random.nextInt(0x300)) : pick(random, PIECES));
        }
        return text.toString();
    }

    private static String pick(RandomGenerator random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Property<String> texts() {
        return new Property<>(CommandFuzzTest::text, CommandFuzzTest::smaller);
    }

    private static Stream<String> smaller(String text) {
        return IntStream.range(0, text.length()).mapToObj(i -> text.substring(0, i) + text.substring(i + 1));
    }

    private boolean survives(String text) {
        var model = MESSAGE.matcher(text);
        var command = Command.parse(text);
        if (!model.matches()) {
            tally.count(text.strip().contains(" ") ? "ignored" : "no blank");
            return command.isEmpty();
        }
        tally.count(model.group(1));
        if (model.group(2).matches("(?s).*[ \\t\\r\\n].*")) {
            tally.count("blanks inside");
        }
        return command.filter(read -> read.verb().word().equals(model.group(1))
                        && read.spec().equals(model.group(2))
                        && specSurvives(read.spec()))
                .isPresent();
    }

    private boolean specSurvives(String text) {
        return switch (Spec.parse(text)) {
            case SpecParse.Rejected rejected -> {
                tally.count("no spec");
                yield rejected.position() >= 0 && rejected.position() <= text.length();
            }
            case SpecParse.Parsed(var spec) -> {
                tally.count(spec.filter() == null ? "spec" : "spec with a filter");
                yield spec.text().equals(text);
            }
        };
    }

    @ParameterizedTest
    @DisplayName("every text is read as the grammar says, and none makes the parsers throw")
    @ValueSource(longs = {1, 2, 3, 20_311, 8_092})
    void parsers(long seed) {
        texts().check(seed, 10_000, this::survives);
        assertThat(tally.kinds()).containsAll(KINDS);
    }

    @Test
    @Tag("full")
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    @DisplayName("the same for five minutes")
    void parsersForLong() {
        texts().checkFor(Duration.ofMinutes(5), 26, tally.timing(this::survives));
        tally.report("commands, seed 26");
        assertThat(tally.kinds()).containsAll(KINDS);
    }

    @Test
    @DisplayName("a session that was sent rubbish is as usable as before, and so is everybody else's")
    void session(@TempDir Path data) {
        var random = Property.random(42);
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
