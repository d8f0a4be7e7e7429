package carillon.sdk.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for: {@code type.action.key} or {@code type.action.key.filter} (drp-websocket 5.2, 5.3, 6).
 *
 * @param text verbatim; registrations are told apart by it
 * @param alternatives one of them has to match; more than one only where the type field names a pseudo type
 * @param filter has to match as well, if there is one
 */
public record Spec(
        String text, List<Selector> alternatives, @Nullable Filter filter) {

    public Spec {
        alternatives = List.copyOf(alternatives);
    }

    /** Parses with {@link FilterOptions#DEFAULT}. Never throws, whatever the text. */
    public static SpecParse parse(String text) {
        return parse(text, FilterOptions.DEFAULT);
    }

    /** Parses. Never throws, whatever the text. */
    public static SpecParse parse(String text, FilterOptions options) {
        return SpecParser.parse(text, options);
    }

    /**
     * Whether the event passes, worked out plainly. Clients use it as it is; for the hub's match index it is the model to
     * agree with.
     */
    public boolean matches(EventView view) {
        return selects(view) && (filter == null || filter.matches(view));
    }

    private boolean selects(EventView view) {
        for (int i = 0; i < alternatives.size(); i++) {
            if (alternatives.get(i).matches(view)) {
                return true;
            }
        }
        return false;
    }
}
