package carillon.server.e2e;

import carillon.sdk.event.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes hostile variants of well-formed messages: other values in them, other bytes, other lengths. */
final class Mutations {

    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("UTF-32"));

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e999999",
            "\"@huge@\"",
            "1.5",
            "123456789012345678901234567890",
            "-9223372036854775809",
            "\"\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"../../../etc/passwd\"",
            "\"" + "x".repeat(70_000) + "\"",
            "\"*.*.*.And(Or(Not(Eq(\\\"\\\"))\"",
            "\"9999-99-99T99:99:99Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "[null]",
            "{\"\":null}",
            "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
            "[".repeat(190) + "]".repeat(190));

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Mostly other values in the same shape or other bytes, now and then other characters for the same text. */
    byte[] of(String json) {
        return switch (random.nextInt(12)) {
            case 0 -> json.getBytes(oneOf(CHARSETS));
            case 1 -> ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8);
            case 2, 3, 4, 5, 6 -> values(json);
            default -> bytes(json.getBytes(StandardCharsets.UTF_8));
        };
    }

    private byte[] values(String json) {
        var tree = Json.mapper().readTree(json);
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            change(tree);
        }
        return Json.mapper()
                .writeValueAsString(tree)
                // No tree can hold it, and no reader of tokens alone minds it.
                .replace("\"@huge@\"", "-1.5e99999999999")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void change(JsonNode tree) {
        switch (tree) {
            case ObjectNode object when !object.isEmpty() -> changeMember(object);
            case ArrayNode array when !array.isEmpty() -> changeItem(array);
            default -> {
                // Nothing to change inside a plain value.
            }
        }
    }

    private void changeMember(ObjectNode object) {
        var name = oneOf(List.copyOf(object.propertyNames()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> change(object.get(name));
            default -> object.set(name, Json.mapper().readTree(oneOf(VALUES)));
        }
    }

    private void changeItem(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(at);
            case 1 -> change(array.get(at));
            case 2 -> array.add(Json.mapper().readTree(oneOf(VALUES)));
            default -> array.set(at, Json.mapper().readTree(oneOf(VALUES)));
        }
    }

    private byte[] bytes(byte[] original) {
        var changed = new java.io.ByteArrayOutputStream();
        int from = random.nextInt(original.length + 1);
        int to = Math.min(original.length, from + random.nextInt(8));
        changed.write(original, 0, from);
        var noise = new byte[random.nextInt(6)];
        random.nextBytes(noise);
        changed.writeBytes(noise);
        changed.write(original, to, original.length - to);
        return changed.toByteArray();
    }
}
