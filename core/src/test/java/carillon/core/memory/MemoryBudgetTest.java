package carillon.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.memory.MemoryBudget.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);

    @Test
    void whatIsNotFreeIsRefusedAndChangesNothing() {
        var one = budget.open();
        var other = budget.open();
        assertThat(one.hold(60)).isTrue();
        assertThat(other.hold(41)).isFalse();
        assertThat(other.bytes()).isZero();
        assertThat(budget.held()).isEqualTo(60);
        assertThat(budget.refusals()).isEqualTo(1);
        assertThat(other.hold(40)).isTrue();
        assertThat(one.hold(10)).isTrue();
        assertThat(other.add(50)).isTrue();
        assertThat(other.add(1)).isFalse();
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void aClosedReservationHoldsNothingEverAgain() {
        var one = budget.open();
        assertThat(one.hold(60)).isTrue();
        one.close();
        one.close();
        assertThat(budget.held()).isZero();
        assertThat(one.hold(1)).isFalse();
        assertThat(budget.held()).isZero();
    }

    @Test
    void numbersNearTheLargestLongAreRefusedLikeOthers() {
        assertThat(budget.open().hold(10)).isTrue();
        assertThat(budget.open().hold(Long.MAX_VALUE)).isFalse();
        assertThat(budget.held()).isEqualTo(10);
    }

    @Test
    void aPartTakesNoMoreThanItsOwnAndCountsForTheWhole() {
        var part = budget.part(50);
        var inPart = part.open();
        assertThat(inPart.hold(51)).isFalse();
        assertThat(inPart.hold(50)).isTrue();
        assertThat(budget.held()).isEqualTo(50);
        var rest = budget.open();
        assertThat(rest.hold(51)).isFalse();
        assertThat(rest.hold(50)).isTrue();
        inPart.close();
        assertThat(rest.hold(100)).isTrue();
        assertThat(part.open().hold(1)).isFalse();
        assertThat(part.held()).isZero();
    }

    @Test
    void whoWaitsIsServedInTurnAsSoonAsBytesAreFree() {
        var holder = budget.open();
        assertThat(holder.hold(100)).isTrue();
        List<String> served = new ArrayList<>();
        var first = budget.open();
        var second = budget.open();
        first.holdWhenFree(60, () -> served.add("first"));
        second.holdWhenFree(40, () -> served.add("second"));
        assertThat(served).isEmpty();
        holder.close();
        assertThat(served).containsExactly("first", "second");
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void whoWaitsForAPartThatIsFullHoldsUpNobodyElse() {
        var part = budget.part(10);
        var inPart = part.open();
        assertThat(inPart.hold(10)).isTrue();
        var holder = budget.open();
        assertThat(holder.hold(90)).isTrue();
        List<String> served = new ArrayList<>();
        part.open().holdWhenFree(5, () -> served.add("part"));
        budget.open().holdWhenFree(50, () -> served.add("whole"));
        holder.close();
        assertThat(served).containsExactly("whole");
        inPart.close();
        assertThat(served).containsExactly("whole", "part");
    }

    @Test
    void whoNeedsMoreThanThereIsGetsAllOfItWhenAlone() {
        var holder = budget.open();
        assertThat(holder.hold(1)).isTrue();
        var served = new AtomicInteger();
        var large = budget.open();
        large.holdWhenFree(1_000, served::incrementAndGet);
        assertThat(served).hasValue(0);
        holder.close();
        assertThat(served).hasValue(1);
        assertThat(large.bytes()).isEqualTo(100);
    }

    @Test
    void theEndOfAReservationEndsItsWaiting() {
        assertThat(budget.open().hold(100)).isTrue();
        var served = new AtomicInteger();
        var gone = budget.open();
        gone.holdWhenFree(10, served::incrementAndGet);
        gone.close();
        assertThat(served).hasValue(1);
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void oneCallerHoldsAQuarterOrASingleLargerReservation() {
        var first = budget.open("eve");
        assertThat(first.hold(60)).as("the only one").isTrue();
        assertThat(budget.open("eve").hold(1)).isFalse();
        assertThat(budget.open("ada").hold(40)).isTrue();
        assertThat(first.hold(20)).isTrue();
        var second = budget.open("eve");
        assertThat(second.hold(6)).isFalse();
        assertThat(second.hold(5)).isTrue();
        assertThat(budget.open().hold(35)).as("nobody has no share").isTrue();
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void aShareOfAPartIsAQuarterOfThePart() {
        var part = budget.part(40);
        assertThat(part.open("eve").hold(10)).isTrue();
        assertThat(part.open("eve").hold(1)).isFalse();
        assertThat(budget.open("eve").hold(15)).isTrue();
        assertThat(budget.open("eve").hold(1)).isFalse();
        assertThat(part.open("ada").hold(30)).isTrue();
    }

    @Test
    void aReservationCountsForWhomItBelongsTo() {
        var mine = budget.open("an address");
        mine.belongsTo("eve");
        assertThat(mine.hold(25)).isTrue();
        assertThat(budget.open("eve").hold(1)).isFalse();
        mine.close();
        assertThat(budget.open("eve").hold(1)).isTrue();
    }

    @Test
    void callersWhoWaitAreServedInTurns() {
        var holder = budget.open();
        assertThat(holder.hold(100)).isTrue();
        List<String> served = new ArrayList<>();
        for (var name : List.of("eve 1", "eve 2", "eve 3", "ada 1", "bob 1", "ada 2")) {
            budget.open(name.substring(0, 3)).holdWhenFree(10, () -> served.add(name));
        }
        holder.close();
        assertThat(served).containsExactly("eve 1", "ada 1", "bob 1", "eve 2", "ada 2");
    }

    @Test
    void aLargeOneIsNotOvertakenForEver() {
        var one = budget.open();
        var other = budget.open();
        assertThat(one.hold(50)).isTrue();
        assertThat(other.hold(50)).isTrue();
        var served = new AtomicInteger();
        budget.open().holdWhenFree(80, served::incrementAndGet);
        one.close();
        assertThat(budget.open().hold(10)).as("who comes later").isFalse();
        other.close();
        assertThat(served).hasValue(1);
    }

    /** Twenty thousand wait, of a caller whose share is full: what others give back costs no walk over all of them. */
    @Test
    @Timeout(10)
    void whoWaitsCostsNothingAtEachRelease() {
        var mine = budget.open("eve");
        assertThat(mine.hold(25)).isTrue();
        var served = new AtomicInteger();
        for (int i = 0; i < 20_000; i++) {
            budget.open("eve").holdWhenFree(1, served::incrementAndGet);
        }
        var other = budget.open("ada");
        for (int i = 0; i < 100_000; i++) {
            var _ = other.hold(0);
            other.close();
            other = budget.open("ada");
        }
        assertThat(served).hasValue(0);
        mine.close();
        assertThat(served).hasValue(25);
    }

    @Test
    void whatIsFreeIsNotCounted() {
        var counted = new MemoryBudget(100, 10);
        var one = counted.open("eve");
        assertThat(one.hold(10)).isTrue();
        assertThat(counted.held()).isZero();
        assertThat(one.hold(70)).isTrue();
        assertThat(counted.held()).isEqualTo(60);
        assertThat(one.hold(0)).isTrue();
        assertThat(counted.held()).isZero();
        one.close();
        assertThat(one.hold(1)).isFalse();
    }

    /** Waiting, trying, growing and ending at random on many threads: never over the bound, every waiter served, nothing left. */
    @Test
    @Timeout(30)
    void holdsUnderConcurrency() throws Exception {
        var parts = List.of(budget, budget.part(30), budget.part(70));
        var waiters = new CountDownLatch(4 * 500);
        var largest = new AtomicLong();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                int seed = thread;
                threads.execute(() -> {
                    var random = new Random(seed);
                    for (int i = 0; i < 500; i++) {
                        var mine = parts.get(random.nextInt(3)).open();
                        if (random.nextBoolean()) {
                            var _ = mine.hold(random.nextInt(40));
                            var _ = mine.hold(0);
                        }
                        mine.holdWhenFree(1 + random.nextInt(120), () -> finish(mine, largest, waiters));
                    }
                });
            }
            assertThat(waiters.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(largest.get()).isBetween(1L, 100L);
        assertThat(budget.held()).isZero();
        assertThat(parts).allMatch(part -> part.held() == 0);
    }

    private void finish(Reservation mine, AtomicLong largest, CountDownLatch waiters) {
        largest.accumulateAndGet(budget.held(), Math::max);
        mine.close();
        waiters.countDown();
    }
}
