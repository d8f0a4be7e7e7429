package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The caller as the well-known keys {@code userId} and {@code user} of {@code identity} tell it (events-protocol section
 * 1.5). Reading never fails: what is missing or of another type is empty.
 */
public final class IdentityView {

    private final @Nullable JsonNode tree;

    IdentityView(@Nullable Json identity) {
        this.tree = tree(identity);
    }

    /** {@code userId} as a 64-bit number, else {@code user.id}. */
    public OptionalLong userId() {
        var direct = number(member("userId"));
        return direct.isPresent() ? direct : number(userMember("id"));
    }

    /** {@code userId} as text if it is a scalar, else {@code user.id} as text. */
    public Optional<String> userIdText() {
        var direct = scalar(member("userId"));
        return direct.isPresent() ? direct : scalar(userMember("id"));
    }

    /** {@code user.type}, for example {@code CUSTOMER}. */
    public Optional<String> userType() {
        var type = userMember("type");
        return type != null && type.isString() ? Optional.of(type.asString()) : Optional.empty();
    }

    private @Nullable JsonNode member(String key) {
        return tree == null ? null : tree.get(key);
    }

    private @Nullable JsonNode userMember(String key) {
        var user = member("user");
        return user == null ? null : user.get(key);
    }

    /** The parsed value; null if it cannot be, as with a number too large for any arithmetic. */
    static @Nullable JsonNode tree(@Nullable Json json) {
        try {
            return json == null ? null : json.tree();
        } catch (JacksonException | NumberFormatException unreadable) {
            return null;
        }
    }

    static Optional<String> scalar(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isContainer() ? Optional.empty() : Optional.of(node.asString());
    }

    private static OptionalLong number(@Nullable JsonNode node) {
        var text = scalar(node);
        if (text.isEmpty() || node == null || node.isBoolean()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException notNumeric) {
            return OptionalLong.empty();
        }
    }
}
