package carillon.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a thread of the hub promises: it goes on, it is always woken, and it tells how it is. */
class HubThreadTest {

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private final HubThreads threads = new HubThreads(new LastResort((name, cause) -> ends.add(cause)));

    /** A pool of its own that is exhausted, as the transport tells it. */
    private static final class PoolExhausted extends OutOfMemoryError {
        private static final long serialVersionUID = 1;
    }

    static List<Throwable> survivable() {
        return List.of(
                new IllegalStateException("planted"),
                new Exception("planted"),
                new StackOverflowError(),
                new NoClassDefFoundError("planted"),
                new AssertionError("planted"),
                new PoolExhausted());
    }

    static List<Throwable> fatal() {
        return List.of(new OutOfMemoryError("planted"), new InternalError("planted"));
    }

    @ParameterizedTest
    @MethodSource("survivable")
    void whatAStepThrowsCostsThatStep(Throwable planted) throws InterruptedException {
        var steps = new AtomicInteger();
        var thread = threads.thread("steps", PAUSE, () -> {
            if (steps.incrementAndGet() == 1) {
                sneak(planted);
            }
            return HubThread.UNTIL_WOKEN;
        });
        thread.start();

        await().untilAsserted(() -> assertThat(steps).hasValue(2));
        thread.wake();
        await().untilAsserted(() -> assertThat(steps).hasValue(3));
        await().untilAsserted(() -> assertThat(only().failing()).isZero());
        assertThat(only().alive()).isTrue();
        assertThat(ends).isEmpty();
        thread.close();
        assertThat(threads.health()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void whatCannotBeSurvivedGoesToTheLastResortAndTheThreadIsKnownToBeDead(Throwable planted) {
        threads.thread("steps", PAUSE, () -> {
                    sneak(planted);
                    return HubThread.UNTIL_WOKEN;
                })
                .start();

        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(only().alive()).isFalse());
        assertThat(ends).containsExactly(planted);
    }

    @Test
    void aThreadThatGoesOnFailingSaysSinceWhen() throws InterruptedException {
        var broken = new AtomicInteger(1);
        var thread = threads.thread("steps", PAUSE, () -> {
            if (broken.get() == 1) {
                throw new IllegalStateException("planted");
            }
            return HubThread.UNTIL_WOKEN;
        });
        thread.start();

        await().untilAsserted(() -> assertThat(only().failing()).isGreaterThan(Duration.ofMillis(20)));
        assertThat(only().failure()).isEqualTo("IllegalStateException");
        broken.set(0);
        await().untilAsserted(() -> assertThat(only().failing()).isZero());
        thread.close();
    }

    @Test
    void aStepThatHadNothingToDoIsNoSuccess() throws InterruptedException {
        var steps = new AtomicInteger();
        var threadOf = new AtomicReference<HubThread>();
        var thread = threads.thread("steps", PAUSE, () -> {
            if (steps.incrementAndGet() == 1) {
                throw new IllegalStateException("planted");
            }
            Objects.requireNonNull(threadOf.get()).triedNothing();
            return TimeUnit.MILLISECONDS.toNanos(1);
        });
        threadOf.set(thread);
        thread.start();

        await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(3));
        assertThat(only().failing()).isPositive();
        thread.close();
    }

    @Test
    void aThreadThatIsStuckInOneStepSaysSinceWhenAndOneThatRestsIsNot() throws InterruptedException {
        var held = new CountDownLatch(1);
        var stuck = threads.thread("stuck", PAUSE, () -> {
            held.await();
            return HubThread.UNTIL_WOKEN;
        });
        var pausing = threads.thread("pausing", PAUSE, () -> HubThread.UNTIL_WOKEN);
        stuck.start();
        pausing.start();

        await().untilAsserted(() -> assertThat(health("stuck").inOneStep()).isGreaterThan(Duration.ofMillis(50)));
        assertThat(health("pausing").inOneStep()).isZero();
        held.countDown();
        await().untilAsserted(() -> assertThat(health("stuck").inOneStep()).isZero());
        stuck.close();
        pausing.close();
    }

    /** What comes when a step has looked already, and found nothing more to do. */
    @Test
    void aWakeUpAtTheEndOfAStepIsNotLost() throws InterruptedException {
        var steps = new AtomicInteger();
        var threadOf = new AtomicReference<HubThread>();
        var thread = threads.thread("steps", PAUSE, () -> {
            if (steps.incrementAndGet() < 100) {
                Objects.requireNonNull(threadOf.get()).wake();
            }
            return HubThread.UNTIL_WOKEN;
        });
        threadOf.set(thread);
        thread.start();

        await().untilAsserted(() -> assertThat(steps).hasValue(100));
        thread.close();
    }

    /** One thread counts what four put in; each waits for its own before it puts in the next, so one lost wake-up is the end. */
    @Test
    void noWakeUpIsLost() throws InterruptedException {
        int rounds = 20_000;
        var inbox = new ConcurrentLinkedQueue<CountDownLatch>();
        var thread = threads.thread("counting", PAUSE, () -> {
            var next = inbox.poll();
            if (next == null) {
                return HubThread.UNTIL_WOKEN;
            }
            next.countDown();
            return HubThread.AT_ONCE;
        });
        thread.start();
        var callers = new ArrayList<Thread>();
        var lost = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.startVirtualThread(() -> {
                for (int round = 0; round < rounds / 4 && lost.get() == 0; round++) {
                    var done = new CountDownLatch(1);
                    inbox.add(done);
                    thread.wake();
                    lost.addAndGet(within10Seconds(done) ? 0 : 1);
                }
            }));
        }
        for (var caller : callers) {
            caller.join();
        }
        assertThat(lost).hasValue(0);
        thread.close();
    }

    @Test
    void whatCameBeforeTheClosingIsStillDone() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            var inbox = new ConcurrentLinkedQueue<Integer>();
            var done = new AtomicInteger();
            var thread = threads.thread("closing", PAUSE, () -> {
                if (inbox.poll() == null) {
                    return HubThread.UNTIL_WOKEN;
                }
                done.incrementAndGet();
                return HubThread.AT_ONCE;
            });
            thread.start();
            for (int i = 0; i < 10; i++) {
                inbox.add(i);
            }
            thread.close();
            assertThat(done).hasValue(10);
        }
    }

    @ParameterizedTest
    @MethodSource("survivable")
    void aRepeatedTaskComesAgainWhateverItThrew(Throwable planted) {
        var runs = new AtomicInteger();
        try (var timer = threads.timer("timer")) {
            var _ = timer.scheduleAtFixedRate(
                    () -> {
                        if (runs.incrementAndGet() < 3) {
                            sneak(planted);
                        }
                    },
                    0,
                    1,
                    TimeUnit.MILLISECONDS);
            await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(3));
            assertThat(only().alive()).isTrue();
        }
        assertThat(threads.health()).isEmpty();
        assertThat(ends).isEmpty();
    }

    @Test
    void eachThreadOfAPoolTellsHowItIs() {
        var held = new CountDownLatch(1);
        try (var pool = threads.pool("pool", 3)) {
            for (int i = 0; i < 3; i++) {
                pool.execute(() -> within10Seconds(held));
            }
            await().untilAsserted(() -> assertThat(threads.health())
                    .hasSize(3)
                    .allMatch(health -> health.name().startsWith("pool-")
                            && health.inOneStep().isPositive()));
            held.countDown();
        }
    }

    private ThreadHealth only() {
        assertThat(threads.health()).hasSize(1);
        return threads.health().getFirst();
    }

    private ThreadHealth health(String name) {
        return threads.health().stream()
                .filter(health -> health.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean within10Seconds(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable planted) throws T {
        throw (T) planted;
    }
}
