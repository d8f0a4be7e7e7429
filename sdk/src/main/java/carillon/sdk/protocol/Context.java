package carillon.sdk.protocol;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What travels with one request beside the event: the embedding server's values (who is calling) and the tracker's. An
 * immutable chain, handed on explicitly; there is no thread-bound state that could leak into another request.
 */
public final class Context {

    /** Holds nothing. */
    public static final Context ROOT = new Context(null, null, null);

    /** Names one value of one type; compared by identity. */
    public static final class Key<T> {
        private final String name;
        private final Class<T> type;

        public Key(String name, Class<T> type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The event that is being handled: the default of id and flowId of any event built meanwhile (section 8.4). */
    public static final Key<Envelope> EVENT = new Key<>("event", Envelope.class);

    private final @Nullable Context parent;
    private final @Nullable Key<?> key;
    private final @Nullable Object value;

    private Context(@Nullable Context parent, @Nullable Key<?> key, @Nullable Object value) {
        this.parent = parent;
        this.key = key;
        this.value = value;
    }

    /** A context that holds one value more, or another one for the same key. */
    public <T> Context with(Key<T> newKey, T newValue) {
        return new Context(this, Objects.requireNonNull(newKey), Objects.requireNonNull(newValue));
    }

    /** The value set last for the key. */
    public <T> Optional<T> get(Key<T> wanted) {
        for (Context at = this; at != null; at = at.parent) {
            if (at.key == wanted) {
                return Optional.ofNullable(wanted.type.cast(at.value));
            }
        }
        return Optional.empty();
    }
}
