package carillon.core.hub;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.PublishOutcome.Stored;
import carillon.core.log.Draft;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.Verdict;
import carillon.sdk.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Events that are published together, until every one has its verdict. Of one thread at a time: the publisher's, then the log's
 * writer, then perhaps one that looks at known events, then the log's writer again.
 */
final class Publication {

    private final List<Event> events;
    private final @Nullable Stored[] stored;
    private List<Draft> drafts;

    /** For each draft, which of the events it is. */
    private int[] indexes;

    /**
     * An event whose id another principal published.
     *
     * @param sequence where that event is
     */
    record Foreign(int index, String id, long sequence) {}

    final CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();

    Publication(List<Event> events) {
        this.events = events;
        this.stored = new Stored[events.size()];
        this.drafts = new ArrayList<>(events.size());
        this.indexes = new int[events.size()];
        for (int i = 0; i < events.size(); i++) {
            drafts.add(EntryCodec.encode(new Entry.Published(events.get(i))));
            indexes[i] = i;
        }
    }

    /** What is to be appended: everything at first, and then what was withheld. */
    List<Draft> drafts() {
        return drafts;
    }

    /**
     * Takes in what was decided about {@link #drafts}, which are then those that were withheld.
     *
     * @return the events whose ids others published; if there are none, every event has its place
     */
    List<Foreign> decided(List<Verdict> verdicts) {
        List<Foreign> foreign = List.of();
        List<Draft> withheld = List.of();
        var left = new int[0];
        for (int i = 0; i < verdicts.size(); i++) {
            int index = indexes[i];
            var event = events.get(index);
            switch (verdicts.get(i)) {
                case Verdict.Stored(long sequence) -> stored[index] = new Stored(event.id(), sequence, false);
                case Verdict.Duplicate(long sequence, String publisher) -> {
                    stored[index] = new Stored(event.id(), sequence, true);
                    if (!publisher.equals(event.principal())) {
                        foreign = with(foreign, new Foreign(index, event.id(), sequence));
                    }
                }
                case Verdict.Withheld() -> {
                    withheld = with(withheld, drafts.get(i));
                    left = Arrays.copyOf(left, left.length + 1);
                    left[left.length - 1] = index;
                }
                case Verdict.Outdated _ -> throw new IllegalStateException("an event has no version");
            }
        }
        drafts = withheld;
        indexes = left;
        return foreign;
    }

    private static <T> List<T> with(List<T> list, T another) {
        var longer = list.isEmpty() ? new ArrayList<T>() : list;
        longer.add(another);
        return longer;
    }

    /** How many of its events were published before. */
    int duplicates() {
        int duplicates = 0;
        for (var one : stored) {
            duplicates += one != null && one.duplicate() ? 1 : 0;
        }
        return duplicates;
    }

    int size() {
        return stored.length;
    }

    /** Answers the publisher; every event has its place. */
    void answer() {
        outcome.complete(new PublishOutcome.Accepted(Arrays.asList(stored)));
    }

    /** The same ids have to be used again, or what was stored after all would be there twice. */
    void unknown(Refusal refusal) {
        var ids = events.stream().limit(IDS_SHOWN).map(Event::id).toList();
        outcome.complete(new PublishOutcome.Refused(
                0,
                new Refusal(
                        ErrorCode.OUTCOME_UNKNOWN,
                        refusal.detail() + "; publish again with the same id: " + String.join(", ", ids)
                                + (events.size() > IDS_SHOWN ? " …" : ""))));
    }

    private static final int IDS_SHOWN = 3;
}
