package carillon.sdk.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pattern is said to take in memory follows what it takes. */
class SearchPatternTest {

    static Stream<String> nasty() {
        var classes = Stream.of(
                        "L", "Lu", "Ll", "M", "Mn", "N", "P", "S", "Z", "C", "{Greek}", "{Han}", "{Latin}", "{Any}")
                .flatMap(name -> Stream.of("\\p" + braced(name), "\\P" + braced(name)))
                .flatMap(text -> Stream.of(text, "(?i)" + text, "[^" + text + "]", text + "{50}", text.repeat(20)));
        var others = Stream.of(
                "a",
                "abc.*d",
                "[^x]",
                "(?i)[a-z]",
                "(?i)[^a-z]{40}",
                "(?i)[a-z\u00e9\u00fc]",
                "(?i)[\\x00-\u1c7f]",
                "(?i)[\u0100-\u1c7f]",
                "(?i)[\u0100-\u017f\u0370-\u03ff\u0400-\u04ff\u1000-\u1c7f]",
                "(?i)strasse",
                "[\\pL\\pN\\pS\\pP]",
                "(\\pL{10}){10}",
                "(?:\\pL|\\pN){50}",
                "(a?){240}b",
                "((a{5}b?){5}c*){5}",
                "[a-z]{300}",
                "[[:alpha:][:^digit:]_]{9}",
                "[\\w\\d\\s]{30}",
                "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)".repeat(10),
                "(?P<name>a)(?P<longername>b)",
                "a|b|c|d|ef|gh|ij",
                "[a-c\u0101\u0103\u0105\u0107\u0109\u010b\u010d]".repeat(40),
                "x\\pL\\pL\\pL\\pL\\pL\\pL".repeat(50));
        return Stream.concat(classes, others);
    }

    private static String braced(String name) {
        return name.length() > 1 && !name.startsWith("{") ? "{" + name + "}" : name;
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void theEstimateIsNeverBelowAThirdOfTheTruth(String pattern) {
        var compiled = SearchPattern.compile(pattern, 0);
        // The first search makes the machine that the pattern keeps.
        compiled.found("abc\u00e9 xyz", null);
        assertThat(Heap.of(compiled)).isLessThan(3L * compiled.bytes());
    }

    @Test
    void theExpressionsOfOneFilterAreBoundedTogether() {
        var pattern = "a=Re(\"x" + "\\\\pL".repeat(200) + "\")";
        assertThat(Filter.parse(pattern)).isInstanceOf(FilterParse.Parsed.class);
        assertThat(Filter.parse("Or(" + pattern + "," + pattern + "," + pattern + ")"))
                .isInstanceOfSatisfying(
                        FilterParse.Rejected.class,
                        refused -> assertThat(refused.detail()).contains("bytes of memory together"));
    }

    /** Bytes of an object with all that it refers to, by the layout of objects with compressed references. */
    private static final class Heap {

        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        static long of(SearchPattern root) {
            return new Heap().bytes(root);
        }

        private long bytes(@Nullable Object object) {
            if (object == null || object instanceof Enum || object instanceof Class || !seen.add(object)) {
                return 0;
            }
            if (object instanceof String text) {
                return 24 + aligned(16 + text.length());
            }
            if (object instanceof CharSequence builder) {
                return 24 + aligned(16 + 2L * builder.length());
            }
            if (object instanceof AtomicReference<?> reference) {
                return 16 + bytes(reference.get());
            }
            if (object instanceof Map<?, ?> map) {
                return 48
                        + map.entrySet().stream()
                                .mapToLong(each -> 40 + bytes(each.getKey()) + bytes(each.getValue()))
                                .sum();
            }
            if (object instanceof Collection<?> list) {
                return 40 + list.stream().mapToLong(each -> 4 + bytes(each)).sum();
            }
            return object.getClass().isArray() ? array(object) : fields(object);
        }

        private long array(Object array) {
            int length = Array.getLength(array);
            if (array instanceof Object[] elements) {
                return aligned(16 + 4L * length)
                        + Stream.of(elements).mapToLong(this::bytes).sum();
            }
            return aligned(16 + (long) width(array.getClass().getComponentType()) * length);
        }

        private long fields(Object object) {
            long own = 12;
            long others = 0;
            for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (var field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        own += width(field.getType());
                        others += field.getType().isPrimitive() ? 0 : bytes(value(field, object));
                    }
                }
            }
            return aligned(own) + others;
        }

        private static @Nullable Object value(Field field, Object object) {
            try {
                field.setAccessible(true);
                return field.get(object);
            } catch (IllegalAccessException closed) {
                throw new AssertionError(closed);
            }
        }

        private static int width(Class<?> type) {
            if (type == long.class || type == double.class) {
                return 8;
            }
            return type == boolean.class || type == byte.class ? 1 : type == char.class || type == short.class ? 2 : 4;
        }

        private static long aligned(long bytes) {
            return (bytes + 7) / 8 * 8;
        }
    }
}
