package carillon.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one thread: any thread puts things in, one takes all of them out at once, in their order.
 *
 * <p>Without a lock, because whoever is taken off the processor while holding one would hold up everybody: on a machine with
 * more busy threads than cores that put milliseconds between a live event and its readers.
 */
public final class Inbox<T> {

    private record Node<T>(T item, @Nullable Node<T> before) {}

    private final AtomicReference<@Nullable Node<T>> latest = new AtomicReference<>();

    /**
     * Any thread.
     *
     * @return true if nothing waited: then the taker has to be told
     */
    public boolean add(T item) {
        while (true) {
            var before = latest.get();
            if (latest.compareAndSet(before, new Node<>(item, before))) {
                return before == null;
            }
        }
    }

    /** Takes everything that waits, the oldest first. The taker's thread. */
    public List<T> takeAll() {
        var items = new ArrayList<T>();
        for (var node = latest.getAndSet(null); node != null; node = node.before()) {
            items.add(node.item());
        }
        return items.reversed();
    }
}
