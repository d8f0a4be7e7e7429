package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The well-known keys of {@code auth} and {@code metadata} (events-protocol section 1.5). Reading never fails: what is
 * missing or of another type is empty.
 */
public final class AttributesView {

    private final @Nullable Json auth;
    private final @Nullable Json metadata;

    AttributesView(@Nullable Json auth, @Nullable Json metadata) {
        this.auth = auth;
        this.metadata = metadata;
    }

    /** {@code auth.token}, opaque. */
    public Optional<String> token() {
        var token = member(auth, "token");
        return token != null && token.isString() ? Optional.of(token.asString()) : Optional.empty();
    }

    /** {@code metadata.origin}, any scalar as text. */
    public Optional<String> origin() {
        return IdentityView.scalar(member(metadata, "origin"));
    }

    /** {@code metadata.trace}: the propagated trace context, texts alone. */
    public Map<String, String> trace() {
        var trace = member(metadata, "trace");
        var texts = new LinkedHashMap<String, String>();
        if (trace != null && trace.isObject()) {
            for (var entry : trace.properties()) {
                if (entry.getValue().isString()) {
                    texts.put(entry.getKey(), entry.getValue().asString());
                }
            }
        }
        return texts;
    }

    private static @Nullable JsonNode member(@Nullable Json object, String key) {
        var tree = IdentityView.tree(object);
        return tree == null ? null : tree.get(key);
    }
}
