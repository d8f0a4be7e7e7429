package carillon.sdk.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.testkit.property.Property;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A walk over the text gives what the tree has. */
class JsonScanTest {

    private static final long SEED = 20_261_127;
    private static final int RUNS = 50_000;

    private static final List<String> NAMES = List.of("a", "b", "0", "1", "", "ä", "a\"b", "\\", "💥");
    private static final List<String> WRITTEN = List.of(
            "\"a\"",
            "\"a\"",
            "\"b\"",
            "\"0\"",
            "\"\"",
            "\"ä\"",
            "\"\\u0061\"",
            "\"a\\\"b\"",
            "\"\\\\\"",
            "\"💥\"",
            "\"\\ud83d\\udca5\"",
            "\"\\u00e4\"");
    private static final List<String> SCALARS = List.of(
            "0",
            "-0",
            "7",
            "-7",
            "123456789",
            "-123456789",
            "1234567890",
            "12345678901234567890",
            "1.5",
            "1e3",
            "-1E-3",
            "true",
            "false",
            "null",
            "\"\"",
            "\"x\"",
            "\"}\"",
            "\"]\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"a\\\\\\\"},\"",
            "\"ä\"",
            "\"\\u00e4\"");

    private record Example(String text, List<String> path) {

        FieldPath fieldPath() {
            return new FieldPath(path);
        }

        boolean agrees() {
            var unread = Json.trusted(text.getBytes(UTF_8));
            var found = fieldPath().find(view(unread));
            var expected = fieldPath().find(view(Json.parse(text)));
            return Objects.equals(found, expected);
        }

        /** The whole path is followed inside the object, whatever its first name is. */
        private static EventView view(Json object) {
            return EventView.of(Event.about("t", "", "").object(object).build());
        }
    }

    private static Example example(RandomGenerator random) {
        var path = Stream.generate(() -> pick(random, NAMES))
                .limit(1 + random.nextInt(3))
                .toList();
        return new Example(blank(random) + value(random, 3) + blank(random), path);
    }

    private static String value(RandomGenerator random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 0 -> pick(random, SCALARS);
            case 1 ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> blank(random) + value(random, depth - 1) + blank(random))
                        .collect(Collectors.joining(",", "[" + blank(random), "]"));
            default ->
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(i -> blank(random) + pick(random, WRITTEN) + blank(random) + ":" + blank(random)
                                + value(random, depth - 1) + blank(random))
                        .collect(Collectors.joining(",", "{" + blank(random), "}"));
        };
    }

    private static String blank(RandomGenerator random) {
        return random.nextInt(4) == 0 ? pick(random, List.of(" ", "\n", "\t", "\r\n  ")) : "";
    }

    private static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void agreesWithTheTree() {
        new Property<>(JsonScanTest::example, example -> Stream.<Example>empty()).check(SEED, RUNS, Example::agrees);
    }

    /** Or the property would hold of walks that never find anything. */
    @Test
    void doesWithoutTheTree() {
        var json = Json.trusted(" { \"a\" : [ {\"b\":\"x\"}, 42 ], \"a\":[1,{\"b\":\"y\"}]}".getBytes(UTF_8));
        assertThat(scan(json, "a", "1", "b")).isEqualTo(Json.parse("\"y\"").tree());
        assertThat(scan(json, "a", "0")).isEqualTo(Json.parse("1").tree());
        assertThat(scan(json, "a", "2")).isNull();
        assertThat(scan(json, "a", "b")).isNull();
        assertThat(json.parsed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\\u0061\":1}",
                "{\"ä\":1,\"a\":2}",
                "{\"a\":\"\\n\"}",
                "{\"a\":\"ä\"}",
                "{\"a\":1.0}",
                "{\"a\":{}}"
            })
    void leavesToTheTreeWhatTheTreeKnowsBetter(String text) {
        assertThat(scan(Json.trusted(text.getBytes(UTF_8)), "a")).isEqualTo(JsonScan.UNSURE);
    }

    @Test
    void walksNoMoreThanATreeCosts() {
        var json = Json.trusted(("{\"a\":[" + "0,".repeat(1_000) + "1]}").getBytes(UTF_8));
        var scan = new JsonScan(json);
        var last = new FieldPath(List.of("a", "1000"));
        int walks = 0;
        while (!JsonScan.UNSURE.equals(last.scan(scan, 0))) {
            walks++;
        }
        assertThat(walks).isEqualTo(3);
        assertThat(last.find(Example.view(json))).isEqualTo(Json.parse("1").tree());
    }

    @Test
    void ofAnObjectWithManyMembersATreeIsMade() {
        for (int members : new int[] {16, 17, 32, 33}) {
            var text = IntStream.range(0, members)
                    .mapToObj(i -> "\"m" + i + "\":" + i)
                    .collect(Collectors.joining(","));
            var json = Json.trusted(("{" + text + "}").getBytes(UTF_8));
            assertThat(scan(json, "m0"))
                    .isEqualTo(members == 33 ? JsonScan.UNSURE : Json.parse("0").tree());
        }
    }

    private static @Nullable JsonNode scan(Json json, String... path) {
        return new FieldPath(List.of(path)).scan(new JsonScan(json), 0);
    }
}
