package carillon.sdk.filter;

import org.jspecify.annotations.Nullable;

/** What the key field of a {@link Selector} is compared with. */
public sealed interface KeySource {

    /** The text to compare, {@code null} if this event has none; only a key field that accepts anything then matches. */
    @Nullable
    String of(EventView view);

    /** The event's own key. */
    record EventKey() implements KeySource {

        @Override
        public String of(EventView view) {
            return view.key();
        }
    }

    /**
     * A string member of the object, for the pseudo types (drp-websocket 6.4).
     *
     * @param type the one real type of event that this applies to
     * @param name the member
     */
    record ObjectMember(String type, String name) implements KeySource {

        @Override
        public @Nullable String of(EventView view) {
            return view.objectText(name);
        }
    }
}
