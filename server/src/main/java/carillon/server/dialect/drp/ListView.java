package carillon.server.dialect.drp;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How the items of a list look. Filters and orders ask for single members, so that only the items of the page are copied as a whole.
 */
interface ListView<T> {

    /** Items that are shown as they are. */
    ListView<JsonNode> WHOLE = new ListView<>() {
        @Override
        public @Nullable JsonNode member(JsonNode item, String name) {
            return MemberPath.find(item, name);
        }

        @Override
        public JsonNode shown(JsonNode item) {
            return item;
        }
    };

    /** The member as the item shows it; null if it shows none. */
    @Nullable
    JsonNode member(T item, String name);

    JsonNode shown(T item);
}
