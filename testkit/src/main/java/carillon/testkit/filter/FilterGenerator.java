package carillon.testkit.filter;

import carillon.sdk.event.Json;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes filters and events over so small a vocabulary that they often have to do with each other. One thread; the same
 * random numbers make the same values.
 */
public final class FilterGenerator {

    private static final List<String> NAMES = List.of("a", "b", "Object", "Type", "0", "1", "x.y", "t/u", "v~w", "ä ö");
    private static final List<String> SUBJECTS = List.of("", "a", "jobs", "machines", "m1", "*");
    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0.0",
            "1",
            "1.0",
            "1e0",
            "2",
            "9007199254740993",
            "9007199254740992",
            "\"\"",
            "\"a\"",
            "\"1\"",
            "\"true\"",
            "\"m1\"",
            "\"am1\"",
            "\"m1a\"",
            "\"aa.m\"",
            "\"a,b) (\\\"\"",
            "\"line\\n\"",
            "\"\\u00e9\"");
    private static final List<String> PATTERNS = List.of(
            "a", "^a", "a$", "^$", "", "a|m", "m?1", "[a-m]1", "(?i)A", "b\\)", "\\d", "x{0,2}1", "(ab|m)1", "a.*\\(",
            "\\w+", "é");
    /** Put together they make patterns with a known start or end, and such as only look as if they had one. */
    private static final List<String> PIECES = List.of(
            "^", "^", "$", "$", "a", "a", "m", "m1", "1", "\\.", ".", ".*", "*", "+", "?", "{0,2}", "(a|m)", "|",
            "[am]", "(", ")", "\\b", "(?m)");

    private final RandomGenerator random;

    public FilterGenerator(RandomGenerator random) {
        this.random = random;
    }

    /** A filter whose combinators nest {@code depth} deep at most. */
    public ModelTerm term(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 5)) {
            case 0 -> new ModelTerm.Exists(path());
            case 1, 2 -> new ModelTerm.In(path(), values(), random.nextBoolean());
            case 3 -> new ModelTerm.Re(path(), random.nextBoolean() ? pick(PATTERNS) : pattern());
            case 4 -> new ModelTerm.Changed(path(), maybe(this::value), maybe(this::value));
            case 5, 6 -> new ModelTerm.And(several(() -> term(depth - 1)));
            case 7 -> new ModelTerm.Or(several(() -> term(depth - 1)));
            default -> new ModelTerm.Not(term(depth - 1));
        };
    }

    private String pattern() {
        return Stream.generate(() -> Stream.generate(() -> pick(PIECES))
                        .limit(1 + random.nextInt(5))
                        .collect(Collectors.joining()))
                .filter(FilterGenerator::compiles)
                .findFirst()
                .orElseThrow();
    }

    private static boolean compiles(String pattern) {
        try {
            return Pattern.compile(pattern).groupCount() >= 0;
        } catch (PatternSyntaxException notOne) {
            return false;
        }
    }

    /** An event in its wire form. */
    public JsonNode event() {
        var event = Json.mapper().createObjectNode();
        event.put("Time", "2026-01-02T03:04:05.6Z");
        event.put("Type", pick(SUBJECTS)).put("Action", pick(SUBJECTS)).put("Key", pick(SUBJECTS));
        event.put("Principal", pick(SUBJECTS));
        event.set("Object", state());
        event.set("Original", state());
        return event;
    }

    private JsonNode state() {
        if (random.nextInt(5) == 0) {
            return value(1);
        }
        var state = Json.mapper().createObjectNode();
        for (int i = random.nextInt(6); i > 0; i--) {
            state.set(pick(NAMES), value(2));
        }
        if (random.nextInt(3) == 0) {
            state.put("Machine", pick(SUBJECTS));
        }
        return state;
    }

    /** A spec, with or without a filter. */
    public String spec() {
        var types = Stream.concat(SUBJECTS.stream(), Stream.of("machine_jobs", "work_order_jobs"))
                .toList();
        var subject = field(types) + "." + field(SUBJECTS) + "." + field(SUBJECTS);
        return random.nextInt(3) == 0 ? subject : subject + "." + term(2).text();
    }

    private String field(List<String> words) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> "*";
            case 2 -> pick(words);
            default -> pick(words) + "," + pick(words);
        };
    }

    private List<String> path() {
        return random.nextInt(6) == 0
                ? List.of(pick(List.of("Type", "Action", "Key", "Principal", "Object", "Original", "Time")))
                : Stream.generate(() -> pick(NAMES))
                        .limit(1 + random.nextInt(3))
                        .toList();
    }

    private List<JsonNode> values() {
        return several(this::value);
    }

    private <T> List<T> several(Supplier<T> one) {
        int count = random.nextInt(10) == 0 ? 8 : 1 + random.nextInt(3);
        return Stream.generate(one).limit(count).toList();
    }

    private <T> Optional<T> maybe(Supplier<T> one) {
        return random.nextBoolean() ? Optional.of(one.get()) : Optional.empty();
    }

    private JsonNode value() {
        return value(2);
    }

    private JsonNode value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        if (kind == 4) {
            var array = Json.mapper().createArrayNode();
            for (int i = random.nextInt(3); i > 0; i--) {
                array.add(value(depth - 1));
            }
            return array;
        }
        if (kind == 5) {
            var object = Json.mapper().createObjectNode();
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(pick(NAMES), value(depth - 1));
            }
            return object;
        }
        return Json.parse(pick(SCALARS)).tree();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
