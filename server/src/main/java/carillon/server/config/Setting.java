package carillon.server.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One setting.
 *
 * @param key dotted lower-case name, as in the file, after {@code --set}, and in capitals with underscores in the
 *     environment
 * @param fallback the default as it would be written
 * @param meaning what it does, and what follows from changing it; one or two sentences
 * @param shape what may be written, for messages: "a whole number from 1 to 65535"
 * @param parse throws {@link IllegalArgumentException} for anything else
 */
public record Setting<T>(String key, String fallback, String meaning, String shape, Function<String, T> parse) {

    static Setting<String> text(String key, String fallback, String meaning) {
        return new Setting<>(key, fallback, meaning, "a text", Function.identity());
    }

    /** A UUID, or nothing. */
    static Setting<String> uuid(String key, String fallback, String meaning) {
        return new Setting<>(
                key,
                fallback,
                meaning,
                "a UUID, or empty",
                text -> text.isEmpty() ? text : UUID.fromString(text).toString());
    }

    static Setting<Boolean> flag(String key, boolean fallback, String meaning) {
        return new Setting<>(key, Boolean.toString(fallback), meaning, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    static Setting<Integer> number(String key, int fallback, int least, int most, String meaning) {
        return new Setting<>(
                key, Integer.toString(fallback), meaning, "a whole number from " + least + " to " + most, text ->
                        (int) between(Long.parseLong(text), least, most));
    }

    static Setting<Long> bigNumber(String key, long fallback, long least, String meaning) {
        return new Setting<>(
                key,
                Long.toString(fallback),
                meaning,
                "a whole number, at least " + least,
                text -> between(Long.parseLong(text), least, Long.MAX_VALUE));
    }

    /** A number of bytes, with an optional binary suffix K, M or G. */
    static Setting<Long> bytes(String key, String fallback, String meaning) {
        return new Setting<>(key, fallback, meaning, "bytes, such as 65536, 64K, 16M or 2G", Setting::parseBytes);
    }

    /** A span of time: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 90d}, or ISO 8601 such as PT1H. */
    static Setting<Duration> duration(String key, String fallback, String meaning) {
        return new Setting<>(
                key, fallback, meaning, "a time such as 500ms, 30s, 5m, 12h, 90d or PT1H30M", Setting::parseDuration);
    }

    static Setting<List<String>> list(String key, String fallback, String meaning) {
        return new Setting<>(
                key,
                fallback,
                meaning,
                "a comma list",
                text -> Arrays.stream(text.split(","))
                        .map(String::trim)
                        .filter(item -> !item.isEmpty())
                        .toList());
    }

    static <E extends Enum<E>> Setting<E> choice(String key, E fallback, String meaning) {
        var type = fallback.getDeclaringClass();
        var words = Arrays.stream(type.getEnumConstants()).map(Setting::word).collect(Collectors.joining(", "));
        return new Setting<>(
                key,
                word(fallback),
                meaning,
                "one of " + words,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> word(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(text)));
    }

    /** The name of its environment variable. */
    public String environmentName() {
        return "CARILLON_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long between(long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(Long.toString(value));
        }
        return value;
    }

    private static long parseBytes(String text) {
        int last = text.length() - 1;
        int shift = switch (text.isEmpty() ? ' ' : text.charAt(last)) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
        long number = Long.parseLong(shift == 0 ? text : text.substring(0, last));
        return Math.multiplyExact(between(number, 0, Long.MAX_VALUE), 1L << shift);
    }

    private static Duration parseDuration(String text) {
        if (text.startsWith("P")) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException notIso) {
                throw new IllegalArgumentException(text, notIso);
            }
        }
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        long number = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
