package carillon.server.dialect.meshery;

import carillon.core.access.Owners;
import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryQuery.Order;
import carillon.core.history.Viewer;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import carillon.server.http.Query;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a list (meshery-events 7.3).
 *
 * @param size rows of a page; {@link #ALL} for everything
 * @param owners names of users whose events are asked for; {@link HistoryQuery#EVERYONE} among them for all users'
 * @param read the status asked for; null for both
 * @param impossible a filter names only values that no event can have
 */
record ListRequest(
        long page,
        int size,
        Set<String> categories,
        Set<String> actions,
        Set<String> actedUpon,
        Set<Severity> severities,
        Set<String> owners,
        Set<String> systems,
        Set<String> operations,
        @Nullable Boolean read,
        @Nullable String search,
        Order order,
        boolean descending,
        boolean impossible) {

    static final int ALL = 0;
    private static final int DEFAULT_SIZE = 25;
    private static final int MAX_SIZE = 1_000;
    private static final long MAX_PAGE = 1_000_000_000L;
    private static final int MAX_VALUES = 500;

    static Parsed<ListRequest> read(Query query, String caller, Owners owners, String systemId) {
        try {
            return Parsed.good(new Reading(query, owners, systemId).request(caller));
        } catch (BadInputException bad) {
            return Parsed.bad(MesheryError.of(
                    400,
                    MesheryError.READ,
                    "The list request is malformed",
                    bad.refusal().detail()));
        }
    }

    HistoryQuery toQuery(Viewer viewer, long offset, int limit, int maxBytes) {
        return new HistoryQuery(
                viewer,
                categories,
                actions,
                actedUpon,
                severities,
                owners,
                systems,
                operations,
                read,
                search,
                null,
                null,
                order,
                descending,
                offset,
                limit,
                Math.max(1, maxBytes));
    }

    private record Reading(Query query, Owners owners, String systemId) {

        ListRequest request(String caller) {
            var severityTexts = values("severity");
            var severities = severities(severityTexts);
            var addressees = addressees(caller);
            var sort = sort();
            return new ListRequest(
                    number("page", "page")
                            .filter(page -> page > 0)
                            .map(page -> Math.min(page, MAX_PAGE))
                            .orElse(0L),
                    size(),
                    values("category"),
                    values("action"),
                    uuids("acted_upon"),
                    severities,
                    addressees.orElse(Set.of()),
                    systems(),
                    uuids("operation_id"),
                    status(),
                    query.first("search").filter(text -> !text.isEmpty()).orElse(null),
                    sort.order(),
                    sort.descending(),
                    (!severityTexts.isEmpty() && severities.isEmpty()) || addressees.isEmpty());
        }

        private Optional<Long> number(String name, String other) {
            return first(name, other).flatMap(text -> {
                boolean digits =
                        text.length() <= 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
                return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
            });
        }

        private Optional<String> first(String name, String other) {
            return query.first(name).or(() -> query.first(other));
        }

        private int size() {
            if (first("pagesize", "page_size")
                    .or(() -> query.first("pageSize"))
                    .filter("all"::equals)
                    .isPresent()) {
                return ALL;
            }
            return number("pagesize", "page_size")
                    .or(() -> number("pageSize", "pageSize"))
                    .filter(size -> size > 0)
                    .map(size -> (int) Math.min(size, MAX_SIZE))
                    .orElse(DEFAULT_SIZE);
        }

        private @Nullable Boolean status() {
            return switch (query.first("status").orElse("")) {
                case "" -> null;
                case "read" -> true;
                case "unread" -> false;
                default -> throw new BadInputException(ErrorCode.MALFORMED_REQUEST, "status is read or unread");
            };
        }

        private static Set<Severity> severities(Set<String> texts) {
            var known = new HashSet<Severity>();
            for (var text : texts) {
                Severity.ofWire(text.equals("info") ? "informational" : text).ifPresent(known::add);
            }
            return known;
        }

        private Set<String> uuids(String name) {
            var ids = new HashSet<String>();
            for (var text : values(name)) {
                ids.add(Uuids.parse(text)
                        .orElseThrow(() -> new BadInputException(
                                ErrorCode.MALFORMED_REQUEST, name + " holds something that is not a UUID"))
                        .toString());
            }
            return ids;
        }

        private Set<String> systems() {
            var ids = uuids("system_id");
            if (ids.contains(systemId)) {
                // Events that came without a source are shown with the id of this instance.
                ids.add("");
            }
            return ids;
        }

        /**
         * Whose events are asked for, an empty set for anybody's; nothing if that is nobody's. The {@code author} filters
         * exactly. The members {@code user_id} and {@code owner} do so only if they leave the caller's own events out
         * (meshery-events 7.3).
         */
        private Optional<Set<String>> addressees(String caller) {
            var authors = users("author");
            var owned = users("user_id");
            owned.addAll(users("owner"));
            if (owned.isEmpty() || owned.contains(caller)) {
                return Optional.of(authors);
            }
            if (authors.isEmpty()) {
                return Optional.of(owned);
            }
            authors.retainAll(owned);
            return authors.isEmpty() ? Optional.empty() : Optional.of(authors);
        }

        /** By name or by the id shown for it; the id of this instance stands for all users. */
        private Set<String> users(String name) {
            var users = new HashSet<String>();
            for (var text : values(name)) {
                var id = Uuids.parse(text).map(Object::toString).orElse(text);
                users.add(id.equals(systemId) ? HistoryQuery.EVERYONE : owners.name(id));
            }
            return users;
        }

        /** A JSON array of strings, a bare value, repeated parameters, or a comma list. Either spelling, camelCase first. */
        private Set<String> values(String snake) {
            var camel = WireCase.camel(snake);
            var given = query.has(camel) ? query.all(camel) : query.all(snake);
            var values = new LinkedHashSet<String>();
            for (var text : given) {
                values.addAll(text.startsWith("[") ? array(snake, text) : commaList(text));
            }
            if (values.size() > MAX_VALUES) {
                throw new BadInputException(
                        ErrorCode.MALFORMED_REQUEST, snake + " has more than " + MAX_VALUES + " values");
            }
            return values;
        }

        private static List<String> commaList(String text) {
            return List.of(text.split(",", -1)).stream()
                    .map(String::trim)
                    .filter(value -> !value.isEmpty())
                    .toList();
        }

        private static List<String> array(String name, String text) {
            try {
                var tree = Json.parse(text).tree();
                if (tree.isArray() && tree.valueStream().allMatch(item -> item.isString())) {
                    return tree.valueStream().map(item -> item.stringValue()).toList();
                }
                throw new BadInputException(ErrorCode.MALFORMED_REQUEST, name + " is not a JSON array of strings");
            } catch (MalformedJsonException malformed) {
                throw new BadInputException(
                        ErrorCode.MALFORMED_REQUEST, name + " is not JSON: " + malformed.getMessage());
            }
        }

        private record Sort(Order order, boolean descending) {}

        /** {@code sort} and {@code order}; an order of two words, {@code created_at desc}, says both. */
        private Sort sort() {
            var words = query.first("order").orElse("").trim().split("\\s+", 2);
            boolean both = words.length == 2;
            var column = both ? words[0] : query.first("sort").orElse("");
            var direction = both ? words[1] : words[0];
            return new Sort(column(column), !direction.toLowerCase(Locale.ROOT).equals("asc"));
        }

        private static Order column(String name) {
            return switch (name) {
                // The server stamps events as they come, so the order of sequences is the order of creation, without a
                // sort.
                case "created_at", "createdAt" -> Order.SEQUENCE;
                case "severity" -> Order.SEVERITY;
                case "category" -> Order.TYPE;
                case "action" -> Order.ACTION;
                case "status" -> Order.STATUS;
                default -> Order.UPDATED;
            };
        }
    }
}
