package carillon.server.sqlite;

import carillon.core.history.HistoryQuery;
import carillon.sdk.event.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the one statement of a list: the page and the total.
 *
 * <p>An index gives rows in order of sequence only for equal values before it. So a query becomes branches that each fix
 * owner or type, and severity; SQLite merges them lazily and stops after the page. A range or an "or" instead would sort
 * everything that matches first (27 ms against 0.1 ms on a million rows).
 *
 * <p>The sort at the end holds what it sorts. So an event comes with its line only if a whole page of its size fits into the
 * bytes of the page; larger ones are read afterwards, as many as fit.
 *
 * <p>Numbers are written into the text, they are ours; every text from outside is bound. A list of values is a table of its own, written
 * once for all branches.
 */
final class ListSql {

    /** Of one index. More than this cost more to prepare than a scan of what they cover. */
    private static final int MAX_BRANCHES = 64;

    private final HistoryQuery query;
    private final Sight sight;
    private final long viewer;
    private final List<Long> types;
    private final List<Long> actions;
    private final List<Long> sources;
    private final List<Long> owners;
    private final Map<String, Object> bound = new HashMap<>();
    /** The values that are asked for, each list as the text of a table. */
    private final Map<String, String> lists = new LinkedHashMap<>();

    /**
     * @param sight what the viewer's claims leave
     * @param numbers the numbers of the words that the query names and the index knows
     */
    ListSql(HistoryQuery query, Sight sight, Map<String, Long> numbers) {
        this.query = query;
        this.sight = sight;
        this.viewer = numbers.getOrDefault(query.viewer().user(), -1L);
        this.types = known(query.types(), numbers);
        this.actions = known(query.actions(), numbers);
        this.sources = known(query.sources(), numbers);
        this.owners = owners(query.owners(), numbers);
    }

    /** What to bind to the names in the text. */
    Map<String, Object> bound() {
        return bound;
    }

    String text() {
        var order = query.order() == HistoryQuery.Order.SEQUENCE ? "seq" : "rank %1$s, seq";
        var direction = query.descending() ? "desc" : "asc";
        var branches = branches();
        var listed = branches.stream().map(this::listed).collect(Collectors.joining("\nunion all "));
        var total = total(branches);
        return """
                with %s page as (%s order by %s %s limit %d offset %d), counted (total) as (%s)
                select page.seq, read, updated, length(bytes), iif(length(bytes) <= %d, bytes, null), total
                from counted left join page on true left join body on body.seq = page.seq
                order by %s %s""".formatted(
                        tables(),
                        listed,
                        order.formatted(direction),
                        direction,
                        query.limit(),
                        query.offset(),
                        total,
                        query.maxBytes() / query.limit(),
                        order.formatted(direction).replace("seq", "page.seq"),
                        direction);
    }

    private String listed(String branch) {
        var rank = rank();
        return "select e.seq as seq, coalesce(m.read, 0) as read, m.updated as updated"
                + (rank.isEmpty() ? "" : ", " + rank + " as rank") + branch;
    }

    private String rank() {
        return switch (query.order()) {
            case SEQUENCE -> "";
            case TIME -> "e.time";
            case SEVERITY -> "e.severity";
            case TYPE -> "(select text from word where id = e.type)";
            case ACTION -> "(select text from word where id = e.action)";
            case DESCRIPTION -> "e.description";
            case UPDATED -> "coalesce(m.updated, e.time)";
            case STATUS -> "coalesce(m.read, 0)";
        };
    }

    private String total(List<String> branches) {
        if (onlyWhatTalliesKnow()) {
            var column = query.read() == null ? "total" : query.read() ? "read" : "total - read";
            return "select sum(n) from (select coalesce(sum(" + column + "), 0) as n from tally where book in ("
                    + numbers(books(viewer, query.viewer().seesAll())) + ")"
                    + in("type", types, query.types())
                    + in("action", actions, query.actions())
                    + severities("severity") + sight.ofTallies(viewer) + countedOneByOne() + ")";
        }
        return branches.stream()
                .map(branch -> "select count(*) as n" + branch)
                .collect(Collectors.joining(" union all ", "select sum(n) from (", ")"));
    }

    /** What claims on keys leave has no total in the tally. */
    private String countedOneByOne() {
        return sight.partly().isEmpty()
                ? ""
                : " union all select count(*)" + sight.partlyShown(viewer) + filters() + severities("e.severity");
    }

    /** Behind all that refers to them. */
    private String tables() {
        var tables = new StringBuilder();
        lists.forEach((name, values) -> tables.append(name)
                .append("(value) as materialized (values ")
                .append(values)
                .append("),\n"));
        if (!sight.isWhole()) {
            bound.putAll(sight.bound());
            tables.append(sight.tables()).append(',');
        }
        return tables.toString();
    }

    /** The books whose sum is what a viewer sees. */
    static List<Long> books(long viewer, boolean seesAll) {
        return List.of(seesAll ? Tallies.ALL_OWNED : Tallies.owned(viewer), Tallies.GLOBAL, Tallies.marks(viewer));
    }

    private boolean onlyWhatTalliesKnow() {
        return query.keys().isEmpty()
                && query.sources().isEmpty()
                && query.operations().isEmpty()
                && query.owners().isEmpty()
                && query.text() == null
                && query.since() == null
                && query.until() == null;
    }

    private List<String> branches() {
        var filters = filters();
        return (query.viewer().seesAll()
                        ? everything(filters)
                        : Stream.concat(bySeverity("event_owner", "e.owner = " + viewer, filters), everyones(filters)))
                .toList();
    }

    /** All owners: by type, else by severity, else straight down the table. */
    private Stream<String> everything(String filters) {
        if (query.order() == HistoryQuery.Order.TIME
                && types.isEmpty()
                && query.severities().isEmpty()) {
            return Stream.of(branch("event_time", "true", filters));
        }
        if (areFewTypes()) {
            return Stream.concat(
                    byType("event_type_owned", "e.owner != 0", filters),
                    byType("event_type_everyone", "e.owner = 0", filters));
        }
        if (!query.severities().isEmpty()) {
            return bySeverity("event_severity", "true", filters);
        }
        return Stream.of(branch("", "true", filters));
    }

    /** Those without an owner. */
    private Stream<String> everyones(String filters) {
        return areFewTypes()
                ? byType("event_type_everyone", "e.owner = 0", filters)
                : bySeverity("event_owner", "e.owner = 0", filters);
    }

    private boolean areFewTypes() {
        return !types.isEmpty() && types.size() * severities().size() <= MAX_BRANCHES;
    }

    private Stream<String> byType(String index, String fixed, String filters) {
        return types.stream().flatMap(type -> bySeverity(index, fixed + " and e.type = " + type, filters));
    }

    private Stream<String> bySeverity(String index, String fixed, String filters) {
        return severities().stream()
                .sorted()
                .map(severity -> branch(index, fixed + " and e.severity = " + SeverityNumbers.of(severity), filters));
    }

    private Collection<Severity> severities() {
        return query.severities().isEmpty() ? SeverityNumbers.ALL : query.severities();
    }

    private String branch(String index, String fixed, String filters) {
        // An administrator sees an event with an owner as its owner left it.
        var user =
                query.viewer().seesAll() ? "case when e.owner = 0 then " + viewer + " else e.owner end" : "" + viewer;
        return "\nfrom event e " + (index.isEmpty() ? "not indexed" : "indexed by " + index)
                + " left join mark m on m.user = " + user + " and m.seq = e.seq\nwhere " + fixed + filters;
    }

    private String filters() {
        var text = new StringBuilder(" and coalesce(m.gone, 0) = 0");
        if (query.read() != null) {
            text.append(" and coalesce(m.read, 0) = ").append(query.read() ? 1 : 0);
        }
        text.append(in("e.type", types, query.types()));
        text.append(listed("e.action", "asked_action", actions, query.actions()));
        text.append(listed("e.source", "asked_source", sources, query.sources()));
        text.append(listed("e.owner", "asked_owner", owners, query.owners()));
        text.append(texts("e.key", "asked_key", query.keys()));
        text.append(texts("e.operation", "asked_operation", query.operations()));
        if (query.since() != null) {
            text.append(" and e.time >= ").append(Intake.micros(query.since()));
        }
        if (query.until() != null) {
            text.append(" and e.time < ").append(Intake.micros(query.until()));
        }
        if (query.text() != null) {
            // Both sides are folded in the same way, so the search is a plain comparison of bytes: nothing to escape,
            // and
            // any language's letters match, which LIKE does for ASCII alone.
            bound.put("text", Intake.fold(query.text()));
            text.append(" and instr(e.description, :text) > 0");
        }
        return text.append(sight.ofEvents()).toString();
    }

    private String severities(String column) {
        return query.severities().isEmpty()
                ? ""
                : " and " + column + " in ("
                        + numbers(query.severities().stream()
                                .map(severity -> (long) SeverityNumbers.of(severity))
                                .toList())
                        + ")";
    }

    /** A filter whose words the index has never met matches nothing, other than one that names no words. */
    private static String in(String column, List<Long> known, Collection<String> asked) {
        return asked.isEmpty() ? "" : " and " + column + " in (" + numbers(known) + ")";
    }

    /** The same, with the list written once. */
    private String listed(String column, String table, List<Long> known, Collection<String> asked) {
        if (known.size() < 2) {
            return in(column, known, asked);
        }
        lists.put(table, known.stream().map(number -> "(" + number + ")").collect(Collectors.joining(",")));
        return " and " + column + " in " + table;
    }

    private String texts(String column, String table, Collection<String> asked) {
        if (asked.isEmpty()) {
            return "";
        }
        var names = new ArrayList<String>();
        for (var value : asked) {
            var each = table + names.size();
            bound.put(each, value);
            names.add("(:" + each + ")");
        }
        lists.put(table, String.join(",", names));
        return " and " + column + " in " + table;
    }

    static String numbers(Collection<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static List<Long> owners(Collection<String> names, Map<String, Long> numbers) {
        return names.stream()
                .map(name -> name.equals(HistoryQuery.EVERYONE) ? Intake.EVERYONE : numbers.getOrDefault(name, -1L))
                .sorted()
                .toList();
    }

    private static List<Long> known(Collection<String> words, Map<String, Long> numbers) {
        return words.stream()
                .filter(numbers::containsKey)
                .map(numbers::get)
                .sorted()
                .toList();
    }
}
