package carillon.server.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a viewer's claims take out of the events without owner, as conditions for SQL. Claims mostly speak of types and
 * actions, and the index has totals for those; only where they speak of keys is each event asked about, by
 * {@link ShowsFunction}.
 *
 * @param hidden pairs of type and action of which nothing is shown
 * @param partly pairs of which some events are shown
 */
record Sight(List<Long> hidden, List<Long> partly) {

    static final Sight WHOLE = new Sight(List.of(), List.of());

    private static final String SHOWN =
            ShowsFunction.NAME + "((select bytes from body where body.seq = e.seq), e.seq) = 1";

    /** A type and an action as one number: the index numbers words from one, and never reaches four thousand millions. */
    static long pair(long type, long action) {
        return (type << 32) | action;
    }

    /** The {@link #pair} of a row in SQL. */
    private static String pair(String row) {
        return "(" + row + "type * 4294967296 + " + row + "action)";
    }

    /** For a statement that begins with {@code with}: the pairs as tables, however many there are. */
    String tables() {
        return "apart(pair, partly) as materialized (select value, 0 from json_each(:hidden)"
                + " union all select value, 1 from json_each(:partly))";
    }

    /** What {@link #tables} needs. */
    Map<String, Object> bound() {
        return Map.of("hidden", hidden.toString(), "partly", partly.toString());
    }

    /** Condition on a row {@code e} of event. */
    String ofEvents() {
        if (isWhole()) {
            return "";
        }
        var shown = partly.isEmpty() ? "0" : "case when " + isPartly() + " then " + SHOWN + " else 0 end";
        return " and case when e.owner != 0 or " + pair("e.") + " not in (select pair from apart) then 1 else " + shown
                + " end";
    }

    /** Condition on lines of the tally: those that can be counted without looking at the events. */
    String ofTallies(long viewer) {
        return isWhole()
                ? ""
                : " and (book = " + Tallies.owned(viewer) + " or " + pair("") + " not in (select pair from apart))";
    }

    /** The shown events of the pairs that the tally cannot count, as {@code from … where …} with the viewer's marks. */
    String partlyShown(long viewer) {
        var types = new ArrayList<Long>();
        partly.stream().map(pair -> pair >>> 32).distinct().forEach(types::add);
        return "\nfrom event e indexed by event_type_everyone left join mark m on m.user = " + viewer
                + " and m.seq = e.seq"
                + "\nwhere e.type in (" + ListSql.numbers(types) + ") and e.owner = 0 and coalesce(m.gone, 0) = 0 and "
                + isPartly() + " and " + SHOWN;
    }

    private static String isPartly() {
        return pair("e.") + " in (select pair from apart where partly)";
    }

    boolean isWhole() {
        return hidden.isEmpty() && partly.isEmpty();
    }
}
