package carillon.core.subscription;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hash map whose table shrinks again. That of a {@code HashMap} stays as long as it ever was: a crowd that has left would
 * hold its memory for good, and who goes over the entries would go over the empty rows as well. One thread.
 */
final class ShrinkingMap<K, V> {

    /** Smaller tables are not worth copying. */
    private static final int SMALL = 64;

    private Map<K, V> map = new HashMap<>();

    /** The largest size since the table was made. */
    private int most;

    @Nullable
    V get(K key) {
        return map.get(key);
    }

    V computeIfAbsent(K key, Function<K, V> make) {
        var value = map.computeIfAbsent(key, make);
        most = Math.max(most, map.size());
        return value;
    }

    void remove(K key) {
        map.remove(key);
        if (most > SMALL && map.size() < most / 4) {
            map = new HashMap<>(map);
            most = map.size();
        }
    }

    Set<Map.Entry<K, V>> entries() {
        return map.entrySet();
    }

    int size() {
        return map.size();
    }

    boolean isEmpty() {
        return map.isEmpty();
    }
}
