package carillon.server.dialect.drp;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One filter of a list: {@code VALUE} or {@code FUNCTION(VALUE)} (section 11.2.1). */
record MemberTest(
        Function function, List<String> values, @Nullable Comparator<String> order) {

    enum Function {
        Eq(1),
        Ne(1),
        Lt(1),
        Lte(1),
        Gt(1),
        Gte(1),
        Between(2),
        Except(2);

        private final int arguments;

        Function(int arguments) {
            this.arguments = arguments;
        }
    }

    /** Empty if the function is given a wrong number of values. What is no known function is a value. */
    static Optional<MemberTest> parse(String text, @Nullable Comparator<String> order) {
        for (var function : Function.values()) {
            if (text.startsWith(function.name() + "(") && text.endsWith(")")) {
                var inside = text.substring(function.name().length() + 1, text.length() - 1);
                var values = function.arguments == 1 ? List.of(inside) : List.of(inside.split(",", -1));
                return values.size() == function.arguments
                        ? Optional.of(new MemberTest(function, values, order))
                        : Optional.empty();
            }
        }
        return Optional.of(new MemberTest(Function.Eq, List.of(text), order));
    }

    boolean accepts(@Nullable JsonNode member) {
        var text = text(member);
        int first = compare(text, values.getFirst(), order);
        return switch (function) {
            case Eq -> first == 0;
            case Ne -> first != 0;
            case Lt -> first < 0;
            case Lte -> first <= 0;
            case Gt -> first > 0;
            case Gte -> first >= 0;
            case Between -> first >= 0 && compare(text, values.getLast(), order) <= 0;
            case Except -> first < 0 || compare(text, values.getLast(), order) > 0;
        };
    }

    static String text(@Nullable JsonNode member) {
        if (member == null || member.isNull()) {
            return "";
        }
        return member.isString() ? member.stringValue() : member.toString();
    }

    /** Numbers as numbers if both are, everything else as text. */
    static int compare(String left, String right, @Nullable Comparator<String> order) {
        if (order != null) {
            return order.compare(left, right);
        }
        var a = number(left);
        var b = number(right);
        return a.isPresent() && b.isPresent() ? a.get().compareTo(b.get()) : left.compareTo(right);
    }

    /**
     * For sorting: numbers by value, then texts. {@link #compare} contradicts itself over a mix of them (10 is after 9 as a
     * number, and before "9a" as a text, which is after 9), and a sort refuses that.
     */
    static int sorted(String left, String right, @Nullable Comparator<String> order) {
        boolean leftIsNumber = number(left).isPresent();
        return order != null || leftIsNumber == number(right).isPresent()
                ? compare(left, right, order)
                : leftIsNumber ? -1 : 1;
    }

    private static Optional<BigDecimal> number(String text) {
        // Short ones only: what a number of a million digits costs is the caller's choice, not ours.
        if (text.isEmpty() || text.length() > 40 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
