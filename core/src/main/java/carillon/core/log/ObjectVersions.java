package carillon.core.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The version of each object that there is: the sequence of its last change. Any thread; the lock is held for a moment only. */
final class ObjectVersions {

    private record Id(String type, String key) {

        long hash(long version) {
            return Hashes.of(type, key, version);
        }
    }

    private record Step(Id id, @Nullable Long before) {}

    // All guarded by this.
    private final Map<Id, Long> versions = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long hash;

    /** 0 if there is no such object. */
    synchronized long of(String type, String key) {
        return versions.getOrDefault(new Id(type, key), 0L);
    }

    /** An object has changed. */
    synchronized void take(String type, String key, long version) {
        put(new Id(type, key), version);
    }

    /** An object was removed. */
    synchronized void remove(String type, String key) {
        put(new Id(type, key), null);
    }

    private void put(Id id, @Nullable Long version) {
        steps.add(new Step(id, set(id, version)));
    }

    private @Nullable Long set(Id id, @Nullable Long version) {
        var before = version == null ? versions.remove(id) : versions.put(id, version);
        hash += (version == null ? 0 : id.hash(version)) - (before == null ? 0 : id.hash(before));
        return before;
    }

    synchronized void commit() {
        steps.clear();
    }

    synchronized void rollBack() {
        for (var step : steps.reversed()) {
            set(step.id, step.before);
        }
        steps.clear();
    }

    synchronized long hash() {
        return hash;
    }
}
