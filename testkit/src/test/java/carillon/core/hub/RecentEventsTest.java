package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentEventsTest {

    private static final int COUNT = 64;
    private static final long BYTES = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {10, 2_000, 30_000, 150_000})
    void keepsTheNewestWithinBothBoundsAndKnowsFromWhereOn(int longest) {
        var random = new Random(longest);
        var recent = new RecentEvents(COUNT, BYTES);
        var all = new ArrayList<StoredEvent>();
        for (long sequence = 1; sequence <= 500; sequence += random.nextInt(1, 3)) {
            var text = "\"" + "x".repeat(random.nextInt(longest)) + "\"";
            var event = Event.about("t", "a", "k").object(Json.parse(text)).build();
            all.add(new StoredEvent(sequence, event));
            recent.add(all.getLast());
            var kept = after(recent, 0);
            assertThat(kept).isEqualTo(all.subList(all.size() - kept.size(), all.size()));
            assertThat(kept).hasSizeBetween(1, COUNT);
            assertThat(kept.size() == 1 || bytes(kept) <= BYTES).isTrue();
            long oldest = kept.getFirst().sequence();
            assertThat(recent.covers(oldest - 1, 1)).isTrue();
            assertThat(recent.covers(oldest - 2, 1)).isFalse();
            assertThat(recent.covers(oldest, oldest + 2)).isFalse();
            assertThat(after(recent, oldest)).isEqualTo(kept.subList(1, kept.size()));
        }
        assertThat(after(recent, 0)).hasSizeLessThan(all.size());
    }

    private static List<StoredEvent> after(RecentEvents recent, long sequence) {
        var found = new ArrayList<StoredEvent>();
        recent.forEachAfter(sequence, found::add);
        return found;
    }

    private static long bytes(List<StoredEvent> events) {
        return events.stream()
                .mapToLong(stored -> stored.event().object().utf8().length)
                .sum();
    }
}
