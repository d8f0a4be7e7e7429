package carillon.core.hub;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.PublishOutcome.Stored;
import carillon.core.hub.RecentIds.Standing;
import carillon.core.journal.Draft;
import carillon.core.journal.Receipt;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way into the journal together. Completed on the journal's writer thread: first the fan-out gets the
 * events, then the publisher its answer, so that a subscriber who registered before the publish was answered gets them.
 */
final class Publication implements Receipt {

    private final Hub hub;
    private final List<String> ids;

    /** One place for each event; null while its sequence is not known. */
    private final @Nullable Stored[] stored;

    private final List<Event> fresh;
    private final List<Integer> freshAt = new ArrayList<>();
    private final List<Draft> drafts;
    private final Set<Publication> others = new HashSet<>();
    private long bytes;

    final CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();

    Publication(Hub hub, int size) {
        this.hub = hub;
        this.ids = new ArrayList<>(size);
        this.stored = new @Nullable Stored[size];
        this.fresh = new ArrayList<>(size);
        this.drafts = new ArrayList<>(size);
    }

    /** Takes the next event in: to be stored with this draft, or known already. */
    void add(Event event, Draft draft, Standing standing) {
        int index = ids.size();
        ids.add(event.id());
        switch (standing) {
            case Standing.Claimed() -> {
                freshAt.add(index);
                fresh.add(event);
                drafts.add(draft);
                bytes += draft.body().length;
            }
            case Standing.Known(long sequence) -> stored[index] = new Stored(event.id(), sequence, true);
            case Standing.BeingStored(Publication by) -> others.add(by);
        }
    }

    List<Draft> drafts() {
        return drafts;
    }

    List<Event> fresh() {
        return fresh;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void durable(long firstSequence, long timeMillis) {
        var taken = new StoredEvent[fresh.size()];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = new StoredEvent(firstSequence + i, fresh.get(i));
            stored[freshAt.get(i)] = new Stored(fresh.get(i).id(), firstSequence + i, false);
        }
        hub.stored(this, taken);
    }

    @Override
    public void refused(Refusal refusal) {
        hub.notStored(this);
        outcome.complete(new PublishOutcome.Refused(0, refusal));
    }

    /** Answers the publisher, once every publication that shares an id with this one is through as well. */
    @SuppressWarnings("FutureReturnValueIgnored") // the outcome is the return value that matters
    void answer() {
        others.remove(this);
        if (others.isEmpty()) {
            outcome.complete(accepted());
            return;
        }
        var waiting = others.stream().map(other -> other.outcome).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(waiting).whenComplete((_, _) -> outcome.complete(accepted()));
    }

    private PublishOutcome accepted() {
        for (int i = 0; i < stored.length; i++) {
            if (stored[i] == null) {
                var id = ids.get(i);
                if (!(hub.standing(id) instanceof Standing.Known(long sequence))) {
                    return new PublishOutcome.Refused(
                            i,
                            new Refusal(
                                    ErrorCode.OVERLOADED,
                                    "another publish of the id " + id + " was under way and failed; publish it again"));
                }
                stored[i] = new Stored(id, sequence, true);
            }
        }
        return new PublishOutcome.Accepted(Arrays.asList(stored));
    }
}
