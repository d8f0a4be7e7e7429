package carillon.server.http;

import carillon.core.delivery.Lane;
import carillon.core.thread.LastResort;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: the lane, the clock, and one timer that visits them all. A timer for each
 * connection was refused: 15 000 of them cost memory and a heap operation for every frame that renews a deadline.
 *
 * <p>Everything but construction happens on the event loop.
 */
final class Loop {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final EventLoops.Watchful executor;
    private final Lane lane;
    private @Nullable Watched[] watched = new Watched[64];
    private int size;
    private long now = System.nanoTime();
    private String date = DATE.format(Instant.now());
    private long dateSecond;

    Loop(EventLoops.Watchful executor, Duration tick) {
        this.executor = executor;
        this.lane = new Lane(executor, executor::nextTurn, executor.lastResort());
        long nanos = tick.toNanos();
        var _ = executor.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    Lane lane() {
        return lane;
    }

    LastResort lastResort() {
        return executor.lastResort();
    }

    EventLoop executor() {
        return executor;
    }

    /**
     * Runs a task on this loop: at once when called there, otherwise in its turn among what the lane brings. A loop that ends
     * runs nothing more: it closes its connections itself.
     */
    void run(Runnable task) {
        if (executor().inEventLoop()) {
            task.run();
        } else if (!executor().isShuttingDown()) {
            lane.execute(task);
        }
    }

    /** The time of the last tick: near enough for timeouts of seconds, and free. */
    long now() {
        return now;
    }

    /** The value of the Date header, made once a second. */
    String date() {
        return date;
    }

    int size() {
        return size;
    }

    void watch(Watched one) {
        if (size == watched.length) {
            watched = Arrays.copyOf(watched, size * 2);
        }
        one.slot = size;
        watched[size++] = one;
    }

    void unwatch(Watched one) {
        int slot = one.slot;
        if (slot < 0) {
            return;
        }
        one.slot = -1;
        var last = watched[--size];
        watched[size] = null;
        if (last != null && last.slot >= 0) {
            watched[slot] = last;
            last.slot = slot;
        }
    }

    /** Tells everything that is open to come to an end before the given time. */
    void drain(long deadline) {
        now = System.nanoTime();
        visit(one -> one.drain(now, deadline));
    }

    List<OpenStream> streams() {
        var open = new ArrayList<OpenStream>();
        visit(one -> {
            var stream = one.stream();
            if (stream != null) {
                open.add(stream);
            }
        });
        return open;
    }

    /** Ends the streams of a peer; how many those were. */
    int end(String peer) {
        var meant = new ArrayList<Watched>();
        visit(one -> {
            var stream = one.stream();
            if (stream != null && stream.peer().equals(peer)) {
                meant.add(one);
            }
        });
        meant.forEach(Watched::end);
        return meant.size();
    }

    private void tick() {
        executor.beat();
        now = System.nanoTime();
        long second = TimeUnit.NANOSECONDS.toSeconds(now);
        if (second != dateSecond) {
            dateSecond = second;
            date = DATE.format(Instant.now());
        }
        visit(one -> one.tick(now));
    }

    /** Backwards, because whoever is visited may leave, and then the last one takes the free place. */
    private void visit(java.util.function.Consumer<Watched> visitor) {
        for (int i = size - 1; i >= 0; i--) {
            var one = i < size ? watched[i] : null;
            if (one != null) {
                visit(one, visitor);
            }
        }
    }

    /** One connection's trouble must not cost the others their heartbeats and deadlines, nor the timer its next round. */
    private void visit(Watched one, java.util.function.Consumer<Watched> visitor) {
        try {
            visitor.accept(one);
        } catch (Throwable broken) {
            var _ = executor.lastResort().judge(broken);
            LOG.error("A connection failed while its loop looked after it, and is closed", broken);
            one.abort();
        }
    }
}
