package carillon.sdk.filter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Splits a spec into its parts (drp-websocket 5.2 and 5.3). */
final class SpecParser {

    private static final KeySource EVENT_KEY = new KeySource.EventKey();
    private static final FieldMatch ANY = new FieldMatch.Any();

    /** Pseudo types: job events, selected by what they belong to. */
    private static final Map<String, KeySource.ObjectMember> PSEUDO_TYPES = Map.of(
            "machine_jobs", new KeySource.ObjectMember("jobs", "Machine"),
            "work_order_jobs", new KeySource.ObjectMember("jobs", "WorkOrder"));

    private SpecParser() {}

    static SpecParse parse(String text, FilterOptions options) {
        int first = text.indexOf('.');
        int second = first < 0 ? -1 : text.indexOf('.', first + 1);
        if (second < 0) {
            return new SpecParse.Rejected(text.length(), "a spec needs type.action.key");
        }
        var type = field(text.substring(0, first));
        var action = field(text.substring(first + 1, second));
        int keyEnd = keyEnd(text, second + 1);
        var key = field(text.substring(second + 1, keyEnd));
        if (keyEnd == text.length()) {
            return new SpecParse.Parsed(new Spec(text, alternatives(type, action, key), null));
        }
        var parsed = Filter.parse(text.substring(keyEnd + 1), options);
        if (parsed instanceof FilterParse.Rejected rejected) {
            return new SpecParse.Rejected(keyEnd + 1 + rejected.position(), rejected.message());
        }
        return new SpecParse.Parsed(new Spec(text, alternatives(type, action, key), filterOf(parsed)));
    }

    private static @Nullable Filter filterOf(FilterParse parse) {
        return parse instanceof FilterParse.Parsed parsed ? parsed.filter() : null;
    }

    /** Old specs have dots in keys, new ones a filter behind a dot: only {@code (} and {@code =} tell them apart. */
    private static int keyEnd(String text, int from) {
        int dot = text.indexOf('.', from);
        boolean filtered = dot >= 0 && (text.indexOf('(', dot) >= 0 || text.indexOf('=', dot) >= 0);
        return filtered ? dot : text.length();
    }

    private static FieldMatch field(String text) {
        if (text.equals("*")) {
            return ANY;
        }
        var values = new LinkedHashSet<String>();
        for (var item : text.split(",", -1)) {
            values.add(item.replace("\\1", ".")
                    .replace("\\2", ",")
                    .replace("\\3", "*")
                    .strip());
        }
        return new FieldMatch.OneOf(values);
    }

    private static List<Selector> alternatives(FieldMatch type, FieldMatch action, FieldMatch key) {
        var alternatives = new ArrayList<Selector>();
        alternatives.add(new Selector(type, action, key, EVENT_KEY));
        if (type instanceof FieldMatch.OneOf named) {
            PSEUDO_TYPES.forEach((pseudo, source) -> {
                if (named.values().contains(pseudo)) {
                    var real = new FieldMatch.OneOf(Set.of(source.type()));
                    alternatives.add(new Selector(real, action, key, source));
                }
            });
        }
        return alternatives;
    }
}
