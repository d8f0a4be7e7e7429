package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.sdk.filter.FilterTooExpensiveException;
import carillon.sdk.filter.SearchBudget;
import carillon.server.http.Query;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Answers lists: filters by member, {@code sort}, {@code reverse}, {@code limit} and {@code offset} (section 11.2.1).
 * Different members are combined with "and", repeats of one with "or". {@code slim} and {@code params} make the objects of
 * the answer smaller.
 */
final class Lists {

    /** What a query may hold beside members; the last few are accepted because stock clients send them. */
    private static final Set<String> OWN =
            Set.of("limit", "offset", "sort", "reverse", "token", "Token", "slim", "decode", "aggregate", "params");

    private static final int MOST = 100_000;

    /** Each is asked once for each object. */
    private static final int MOST_FILTERS = 256;

    private static final byte[] NOTHING = {};

    private Lists() {}

    /**
     * Answers with one page.
     *
     * @param all every object that the caller may see
     * @param view how they are shown
     * @param known names that may be filtered by, beside those that some object has a value for
     * @param orders how single members compare, where it is not by text or number
     */
    static <T> Response answer(
            Request request,
            List<T> all,
            ListView<T> view,
            Predicate<String> known,
            Map<String, Comparator<String>> orders) {
        var query = request.query();
        var limit = number(query, "limit", MOST);
        var offset = number(query, "offset", 0);
        if (limit < 0 || offset < 0) {
            return DrpErrors.of(request, 406, "limit and offset must be whole numbers from 0 on");
        }
        var searches = SearchBudget.ofRequest(SearchBudget.OF_A_REQUEST);
        var wanted = new ArrayList<Predicate<T>>();
        int filters = 0;
        for (var name : query.names()) {
            if (OWN.contains(name)) {
                continue;
            }
            if (!known.test(name) && all.stream().noneMatch(item -> view.member(item, name) != null)) {
                return DrpErrors.of(request, 406, "there is no filter " + name);
            }
            var tests = new ArrayList<MemberCondition>();
            filters += query.all(name).size();
            if (filters > MOST_FILTERS) {
                return DrpErrors.of(request, 406, "there are more than " + MOST_FILTERS + " filters; use In(...)");
            }
            for (var value : query.all(name)) {
                switch (MemberCondition.parse(value, orders.get(name), searches)) {
                    case MemberCondition.Parsed.Test parsed -> tests.add(parsed.test());
                    case MemberCondition.Parsed.Refused refused -> {
                        return DrpErrors.of(request, 406, "the filter " + name + "=" + value + " " + refused.why());
                    }
                }
            }
            wanted.add(item -> {
                var member = view.member(item, name);
                boolean there = member != null && !member.isNull();
                var text = MemberCondition.text(member);
                return tests.stream().anyMatch(test -> test.accepts(there, text));
            });
        }
        var found = new ArrayList<T>();
        try {
            all.stream()
                    .filter(item -> wanted.stream().allMatch(test -> test.test(item)))
                    .forEach(found::add);
        } catch (FilterTooExpensiveException tooLong) {
            return DrpErrors.of(request, 422, "the Re(...) of this list search too much text: " + tooLong.getMessage());
        }
        return page(request, sorted(found, view, query, orders), view, all.size(), offset, limit);
    }

    /** The text is made once: a comparison that made it anew would cost the size of the member, and there are many. */
    private record Keyed<T>(String key, T item) {}

    private static <T> List<T> sorted(
            List<T> found, ListView<T> view, Query query, Map<String, Comparator<String>> orders) {
        var name = query.first("sort").orElse("");
        var sorted = name.isEmpty()
                ? found
                : found.stream()
                        .map(item -> new Keyed<>(MemberCondition.key(view.member(item, name)), item))
                        .sorted((a, b) -> MemberCondition.sorted(a.key(), b.key(), orders.get(name)))
                        .map(Keyed::item)
                        .toList();
        return query.first("reverse").filter("true"::equals).isPresent() ? sorted.reversed() : sorted;
    }

    /** A list that is too large as a whole is refused with 413: {@code limit} and {@code offset} give it in parts. */
    private static <T> Response page(
            Request request, List<T> found, ListView<T> view, int total, int offset, int limit) {
        int count = Math.min(limit, Math.max(0, found.size() - offset));
        // Who only counts gets the headers alone, of a list of any size.
        var body = request.method().equals("HEAD") ? NOTHING : written(request, found, view, offset, limit);
        return Response.json(200, body)
                .header("x-drp-list-total-count", Integer.toString(total))
                .header("x-drp-list-filter-count", Integer.toString(found.size()))
                .header("x-drp-list-count", Integer.toString(count));
    }

    private static <T> byte[] written(Request request, List<T> found, ListView<T> view, int offset, int limit) {
        var shape = Shape.of(request.query());
        var bytes = request.answer();
        try (var json = Json.mapper().createGenerator(bytes)) {
            json.writeStartArray();
            found.stream()
                    .skip(offset)
                    .limit(limit)
                    .map(item -> shape.of(view.shown(item)))
                    .forEach(json::writeTree);
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /** -1 if it is no number. */
    private static int number(Query query, String name, int missing) {
        var text = query.first(name).orElse("");
        if (text.isEmpty()) {
            return missing;
        }
        return text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
    }
}
