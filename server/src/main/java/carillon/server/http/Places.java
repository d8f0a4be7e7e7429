package carillon.server.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many places each holder takes, of connections or streams: at most so many, so that the rest stays for others. Any thread. */
public final class Places {

    private final int mostEach;
    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

    public Places(int mostEach) {
        this.mostEach = mostEach;
    }

    /**
     * Takes a place; false if the holder has all of its own.
     *
     * @param holder a principal's name or an address; null for nobody, who is not bounded
     */
    public boolean take(@Nullable Object holder) {
        if (holder == null || taken.merge(holder, 1, Integer::sum) <= mostEach) {
            return true;
        }
        leave(holder);
        return false;
    }

    /** Gives a place back that was taken. */
    public void leave(@Nullable Object holder) {
        if (holder != null) {
            taken.computeIfPresent(holder, (any, places) -> places == 1 ? null : places - 1);
        }
    }
}
