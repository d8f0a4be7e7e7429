package carillon.server.dialect.v1;

import carillon.core.access.Owners;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryQuery.Order;
import carillon.core.history.Viewer;
import carillon.sdk.event.Severity;
import carillon.server.http.Query;
import carillon.server.http.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query parameters of the history. Names that are not known are refused: a typo would show everything. */
final class HistoryParameters {

    private static final Set<String> NAMES = Set.of(
            "type",
            "action",
            "key",
            "severity",
            "owner",
            "source",
            "operation",
            "read",
            "text",
            "since",
            "until",
            "order",
            "offset",
            "limit",
            "counts",
            "token",
            "Token",
            "access_token",
            "format",
            "data");

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private HistoryParameters() {}

    sealed interface Outcome {}

    record Read(HistoryQuery query, boolean counts) implements Outcome {}

    record Wrong(String detail) implements Outcome {}

    static Outcome read(Request request, Viewer viewer, Owners owners) {
        try {
            return new Read(query(request, viewer, owners), Boolean.TRUE.equals(flag(request.query(), "counts")));
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return new Wrong(String.valueOf(wrong.getMessage()));
        }
    }

    private static HistoryQuery query(Request request, Viewer viewer, Owners owners) {
        var given = request.query();
        for (var name : given.names()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("there is no parameter '" + name + "' here");
            }
        }
        return new HistoryQuery(
                viewer,
                Set.copyOf(given.all("type")),
                Set.copyOf(given.all("action")),
                Set.copyOf(given.all("key")),
                severities(given),
                owners(given, owners),
                Set.copyOf(given.all("source")),
                Set.copyOf(given.all("operation")),
                flag(given, "read"),
                given.first("text").orElse(null),
                time(given, "since"),
                time(given, "until"),
                Order.SEQUENCE,
                newestFirst(given),
                number(given, "offset", 0, 0, Long.MAX_VALUE / 2),
                (int) number(given, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
                HistoryQuery.PAGE_BYTES);
    }

    private static Set<String> owners(Query given, Owners owners) {
        return given.all("owner").stream().map(owners::name).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Severity> severities(Query given) {
        var severities = new LinkedHashSet<Severity>();
        for (var text : given.all("severity")) {
            severities.add(Severity.ofWire(text)
                    .orElseThrow(() -> new IllegalArgumentException("there is no severity '" + text + "'")));
        }
        return severities;
    }

    private static boolean newestFirst(Query given) {
        return switch (given.first("order").orElse("newest")) {
            case "newest" -> true;
            case "oldest" -> false;
            case String other -> throw new IllegalArgumentException("order is newest or oldest, not '" + other + "'");
        };
    }

    private static @Nullable Boolean flag(Query given, String name) {
        return switch (given.first(name).orElse("")) {
            case "" -> null;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case String other -> throw new IllegalArgumentException(name + " is true or false, not '" + other + "'");
        };
    }

    private static @Nullable Instant time(Query given, String name) {
        var text = given.first(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text.get());
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(
                    name + " is a time such as 2031-03-04T05:06:07Z, not '" + text.get() + "'", wrong);
        }
    }

    private static long number(Query given, String name, long fallback, long least, long most) {
        var text = given.first(name);
        if (text.isEmpty()) {
            return fallback;
        }
        var digits = text.get();
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(name + " is a whole number, not '" + digits + "'");
        }
        long value = Long.parseLong(digits);
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
