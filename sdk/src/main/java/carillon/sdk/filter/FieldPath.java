package carillon.sdk.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The way to one value inside an event, given by names and array indexes (drp-websocket 7.3). The pointer and the dotted
 * spelling of the same segments are equal. Immutable.
 */
public final class FieldPath {

    private static final int NO_INDEX = -1;

    private final String[] segments;
    private final int[] indexes;

    /** The segments as they stand in JSON text, if that is all in ASCII. */
    private final byte @Nullable [][] ascii;

    private final EventView.@Nullable Top top;
    private final int hash;

    FieldPath(List<String> segments) {
        this.segments = segments.toArray(String[]::new);
        this.indexes = segments.stream().mapToInt(FieldPath::index).toArray();
        this.ascii = segments.stream().allMatch(FieldPath::isAscii)
                ? segments.stream()
                        .map(segment -> segment.getBytes(StandardCharsets.US_ASCII))
                        .toArray(byte[][]::new)
                : null;
        this.top = EventView.Top.named(segments.get(0));
        this.hash = Arrays.hashCode(this.segments);
    }

    /** The value, {@code null} if it is missing. A JSON null that is there is a value. */
    public @Nullable JsonNode find(EventView view) {
        return view.at(this);
    }

    /** {@link #find} for the view, which remembers what comes of it. */
    @Nullable
    JsonNode walk(EventView view) {
        if (top == null || !view.isEvent()) {
            return view.inState(EventView.Top.OBJECT, this, 0);
        }
        return switch (top) {
            case OBJECT, ORIGINAL -> view.inState(top, this, 1);
            case TIME, TYPE, ACTION, KEY, PRINCIPAL -> walk(view.top(top), 1);
        };
    }

    /** The value in an event's state after the change, as {@code Changed} looks it up: from there, never from the event. */
    @Nullable
    JsonNode after(EventView view) {
        return inState(EventView.Top.OBJECT, view);
    }

    /** The same in the state before the change. */
    @Nullable
    JsonNode before(EventView view) {
        return inState(EventView.Top.ORIGINAL, view);
    }

    private @Nullable JsonNode inState(EventView.Top state, EventView view) {
        return view.inState(state, this, top == EventView.Top.OBJECT ? 1 : 0);
    }

    /** {@link JsonScan#find} for this path. */
    @Nullable
    JsonNode scan(JsonScan state, int from) {
        return ascii == null ? JsonScan.UNSURE : state.find(ascii, indexes, from);
    }

    @Nullable
    JsonNode walk(JsonNode root, int from) {
        JsonNode at = root;
        for (int i = from; at != null && i < segments.length; i++) {
            if (at.isObject()) {
                at = at.get(segments[i]);
            } else if (at.isArray() && indexes[i] != NO_INDEX) {
                at = at.get(indexes[i]);
            } else {
                return null;
            }
        }
        return at;
    }

    int length() {
        return segments.length;
    }

    /** The JSON pointer that names this path. */
    public String pointer() {
        var text = new StringBuilder();
        for (var segment : segments) {
            text.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }

    private static boolean isAscii(String segment) {
        return segment.chars().allMatch(c -> c < 128);
    }

    /** Only 0 or a number without sign and leading zero; more than nine digits is beyond every array. */
    private static int index(String segment) {
        boolean digits = !segment.isEmpty()
                && segment.length() <= 9
                && segment.chars().allMatch(c -> c >= '0' && c <= '9')
                && (segment.length() == 1 || segment.charAt(0) != '0');
        return digits ? Integer.parseInt(segment) : NO_INDEX;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldPath path && Arrays.equals(segments, path.segments);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return pointer();
    }
}
