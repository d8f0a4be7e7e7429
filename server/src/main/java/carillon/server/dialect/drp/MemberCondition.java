package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterParse;
import carillon.sdk.filter.SearchBudget;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One filter of a list: {@code VALUE} or {@code FUNCTION(VALUES)} (section 11.2.1, and what the client's help lists). */
final class MemberCondition {

    private static final int MAX_VALUES = 1_000;
    private static final int MOST_OF_A_KEY = 128;
    private static final Pattern CALL = Pattern.compile("([A-Za-z]+)\\((.*)\\)", Pattern.DOTALL);

    enum Function {
        Eq,
        Ne,
        Lt,
        Lte,
        Gt,
        Gte,
        Between,
        Except,
        Re,
        In,
        Nin;

        static final String NAMES = Stream.of(values()).map(Enum::name).collect(Collectors.joining(" "));
    }

    /** What came of reading a filter. */
    sealed interface Parsed {
        record Test(MemberCondition test) implements Parsed {}

        /** The reason, to go behind the filter in a message. */
        record Refused(String why) implements Parsed {}
    }

    private final Predicate<String> test;
    /** Whether the test says anything about a member that an object does not have. */
    private final boolean total;

    private MemberCondition(Predicate<String> test, boolean total) {
        this.test = test;
        this.total = total;
    }

    /** @param searches for all regular expressions of the request; a test throws when it is used up */
    static Parsed parse(String text, @Nullable Comparator<String> order, SearchBudget searches) {
        var call = CALL.matcher(text);
        if (!call.matches()) {
            return equality(List.of(text), order, true);
        }
        var name = call.group(1);
        for (var function : Function.values()) {
            if (function.name().equalsIgnoreCase(name)) {
                return parse(function, call.group(2), order, searches);
            }
        }
        return new Parsed.Refused(
                "names no function of " + Function.NAMES + "; for the text itself, write Eq(" + text + ")");
    }

    private static Parsed parse(
            Function function, String inside, @Nullable Comparator<String> order, SearchBudget searches) {
        return switch (function) {
            case Eq -> equality(List.of(inside), order, true);
            case Ne -> equality(List.of(inside), order, false);
            case In -> equality(values(inside), order, true);
            case Nin -> equality(values(inside), order, false);
            case Lt -> ordered(text -> compare(text, inside, order) < 0);
            case Lte -> ordered(text -> compare(text, inside, order) <= 0);
            case Gt -> ordered(text -> compare(text, inside, order) > 0);
            case Gte -> ordered(text -> compare(text, inside, order) >= 0);
            case Between -> range(values(inside), order, true);
            case Except -> range(values(inside), order, false);
            case Re -> search(inside, searches);
        };
    }

    private static List<String> values(String inside) {
        return Stream.of(inside.split(",", -1)).map(String::trim).toList();
    }

    private static Parsed ordered(Predicate<String> test) {
        return new Parsed.Test(new MemberCondition(test, false));
    }

    private static Parsed equality(List<String> values, @Nullable Comparator<String> order, boolean wanted) {
        if (values.size() > MAX_VALUES) {
            return new Parsed.Refused("has more than " + MAX_VALUES + " values");
        }
        // A set, because a list may be long and is asked once for each object.
        var known = values.stream().map(MemberCondition::canonical).collect(Collectors.toSet());
        Predicate<String> among = order == null
                ? text -> known.contains(canonical(text))
                : text -> values.stream().anyMatch(value -> order.compare(text, value) == 0);
        return new Parsed.Test(new MemberCondition(wanted ? among : among.negate(), true));
    }

    private static Parsed range(List<String> bounds, @Nullable Comparator<String> order, boolean inside) {
        if (bounds.size() != 2) {
            return new Parsed.Refused("has a wrong number of arguments: it takes a lower and an upper bound");
        }
        Predicate<String> between =
                text -> compare(text, bounds.getFirst(), order) >= 0 && compare(text, bounds.getLast(), order) <= 0;
        return ordered(inside ? between : between.negate());
    }

    /** By the filter language, which knows what a pattern may cost. */
    private static Parsed search(String pattern, SearchBudget searches) {
        var filter = Json.mapper().createObjectNode().put("x", pattern).get("x");
        return switch (Filter.parse("x=Re(" + filter + ")")) {
            case FilterParse.Rejected wrong -> new Parsed.Refused("is refused: " + wrong.detail());
            case FilterParse.Parsed valid ->
                ordered(text -> valid.filter()
                        .matches(EventView.ofObject(
                                Json.mapper().createObjectNode().put("x", text), searches)));
        };
    }

    /** Whether a member passes that an object has, or does not have, with this text. */
    boolean accepts(boolean there, String text) {
        return (total || there) && test.test(text);
    }

    /** What a member is sorted by. Of what holds others the beginning will do: all of it would be a copy of every object. */
    static String key(@Nullable JsonNode member) {
        var text = text(member);
        return member == null || !member.isContainer() || text.length() <= MOST_OF_A_KEY
                ? text
                : text.substring(0, MOST_OF_A_KEY);
    }

    static String text(@Nullable JsonNode member) {
        if (member == null || member.isNull()) {
            return "";
        }
        return member.isString() ? member.stringValue() : member.toString();
    }

    /** Texts that are equal have the same. */
    private static Object canonical(String text) {
        return number(text).<Object>map(BigDecimal::stripTrailingZeros).orElse(text);
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
