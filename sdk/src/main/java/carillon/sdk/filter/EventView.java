package carillon.sdk.filter;

import carillon.sdk.event.Event;
import carillon.sdk.event.Rfc3339;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a filter looks at: an event, or a plain JSON object that is no event. Parses the event's JSON when a filter first
 * looks inside, and then remembers it; make one view for each event and show it to all filters.
 *
 * <p>One thread at a time.
 */
public final class EventView {

    private final @Nullable Event event;
    private final @Nullable SearchBudget searches;
    private final Map<Top, JsonNode> known = new EnumMap<>(Top.class);

    // Made when a filter first looks: most events are looked into by none, or in one state.
    private @Nullable JsonScan objectScan;
    private @Nullable JsonScan originalScan;

    /** What filters asked for last. Many filters share few paths, and so most of them find the value already looked up. */
    private @Nullable Lookups lookups;

    private EventView(@Nullable Event event, @Nullable SearchBudget searches) {
        this.event = event;
        this.searches = searches;
    }

    /** For filters of one's own, which may search without bound. */
    public static EventView of(Event event) {
        return new EventView(event, null);
    }

    /** For filters of others: evaluating them throws {@link FilterTooExpensiveException} when the budget is used up. */
    public static EventView of(Event event, SearchBudget searches) {
        return new EventView(event, searches);
    }

    /** A view of something that is not an event: paths start at the value itself. */
    public static EventView ofObject(JsonNode value) {
        return ofObject(value, null);
    }

    /** The same for filters of others. */
    public static EventView ofObject(JsonNode value, @Nullable SearchBudget searches) {
        var view = new EventView(null, searches);
        view.known.put(Top.OBJECT, value);
        return view;
    }

    /** What regular expressions may still search; null if that is not bounded. */
    @Nullable
    SearchBudget searches() {
        return searches;
    }

    public boolean isEvent() {
        return event != null;
    }

    /** The event's type; empty if this is no event. */
    public String type() {
        return event == null ? "" : event.subject().type();
    }

    /** The event's action; empty if this is no event. */
    public String action() {
        return event == null ? "" : event.subject().action();
    }

    /** The event's key; empty if this is no event. */
    public String key() {
        return event == null ? "" : event.subject().key();
    }

    /** State after the change, the JSON null if there is none; or the plain value. */
    public JsonNode object() {
        return top(Top.OBJECT);
    }

    /** State before the change, the JSON null if there is none. */
    public JsonNode original() {
        return top(Top.ORIGINAL);
    }

    /** Whether the event tells what was before and what is after. */
    boolean hasBothStates() {
        return event != null && !event.object().isNull() && !event.original().isNull();
    }

    /** A string member of the object, {@code null} if it is absent or not a string. */
    public @Nullable String objectText(String member) {
        var node = object().get(member);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    /** The value at a path, {@code null} if it is missing. */
    @Nullable
    JsonNode at(FieldPath path) {
        var remembered = lookups;
        if (remembered == null) {
            remembered = new Lookups();
            lookups = remembered;
        }
        return remembered.find(path, this);
    }

    /** The latest look-up at each of a few places. */
    private static final class Lookups {

        private static final int PLACES = 8;

        private final @Nullable FieldPath[] paths = new @Nullable FieldPath[PLACES];
        private final @Nullable JsonNode[] values = new @Nullable JsonNode[PLACES];

        @SuppressWarnings("ReferenceEquality") // an equal path that is another object is only looked up anew
        @Nullable
        JsonNode find(FieldPath path, EventView view) {
            int place = path.hashCode() & (PLACES - 1);
            if (paths[place] != path) {
                values[place] = path.walk(view);
                paths[place] = path;
            }
            return values[place];
        }
    }

    /**
     * The value at a path inside the state after or before the change; {@code null} if it is missing.
     *
     * @param from the first segment of the path to follow
     */
    @Nullable
    JsonNode inState(Top state, FieldPath path, int from) {
        var text = event == null || known.get(state) != null ? null : scan(event, state);
        if (text != null) {
            var found = path.scan(text, from);
            if (found == null || !found.isMissingNode()) {
                return found;
            }
        }
        return path.walk(top(state), from);
    }

    /** Null if there is a tree already, which is quicker. */
    private @Nullable JsonScan scan(Event of, Top state) {
        boolean after = state == Top.OBJECT;
        var json = after ? of.object() : of.original();
        if (json.parsed() != null) {
            return null;
        }
        var scan = after ? objectScan : originalScan;
        if (scan == null) {
            scan = new JsonScan(json);
            if (after) {
                objectScan = scan;
            } else {
                originalScan = scan;
            }
        }
        return scan;
    }

    JsonNode top(Top member) {
        var value = known.get(member);
        if (value == null) {
            value = event == null ? NullNode.getInstance() : read(event, member);
            known.put(member, value);
        }
        return value;
    }

    private static JsonNode read(Event event, Top member) {
        return switch (member) {
            case TIME -> StringNode.valueOf(Rfc3339.format(event.time()));
            case TYPE -> StringNode.valueOf(event.subject().type());
            case ACTION -> StringNode.valueOf(event.subject().action());
            case KEY -> StringNode.valueOf(event.subject().key());
            case PRINCIPAL -> StringNode.valueOf(event.principal());
            case OBJECT -> event.object().tree();
            case ORIGINAL -> event.original().tree();
        };
    }

    /** The members of an event that a path can start with (7.3.4). */
    enum Top {
        TIME("Time"),
        TYPE("Type"),
        ACTION("Action"),
        KEY("Key"),
        PRINCIPAL("Principal"),
        OBJECT("Object"),
        ORIGINAL("Original");

        private final String member;

        Top(String member) {
            this.member = member;
        }

        static @Nullable Top named(String member) {
            for (var top : values()) {
                if (top.member.equals(member)) {
                    return top;
                }
            }
            return null;
        }
    }
}
