package carillon.core.hub;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.PublishOutcome.Stored;
import carillon.core.hub.RecentIds.Known;
import carillon.core.journal.Draft;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.sdk.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Events on their way into the journal together, and what their publisher is answered. */
final class Publication {

    /** The id of each event, as it is known: claimed by this publication, or by whoever was first. */
    private final List<Known> ids;

    private final List<Known> claimed;
    private final List<Draft> drafts;

    /** That owners have seen their events already; stored behind all events, in the same batch. */
    private final List<Draft> marks = new ArrayList<>(0);

    private final List<Foreign> foreign = new ArrayList<>(0);

    /** An event whose id somebody else has published, or is just publishing. */
    record Foreign(int index, Known known) {}

    final CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();

    Publication(int size) {
        this.ids = new ArrayList<>(size);
        this.claimed = new ArrayList<>(size);
        this.drafts = new ArrayList<>(size);
    }

    /** Takes the next event in, to be stored with this draft; or, if its id is known, only what is known of it. */
    void add(Event event, Draft draft, RecentIds recentIds) {
        var wanted = new Known(event.id(), event.principal(), outcome);
        var known = recentIds.claim(wanted);
        if (known != null) {
            if (!known.publisher().equals(event.principal())) {
                foreign.add(new Foreign(ids.size(), known));
            }
            ids.add(known);
            return;
        }
        ids.add(wanted);
        claimed.add(wanted);
        drafts.add(draft);
        var owner = event.owner();
        if (owner != null && event.bornRead()) {
            marks.add(EntryCodec.encode(new Entry.StatusChanged(owner, List.of(event.id()), true)));
        }
    }

    List<Draft> drafts() {
        if (marks.isEmpty()) {
            return drafts;
        }
        var all = new ArrayList<>(drafts);
        all.addAll(marks);
        return all;
    }

    /** The ids that this publication stores. */
    List<Known> claimed() {
        return claimed;
    }

    /** Those of its events that another principal published before. */
    List<Foreign> foreign() {
        return foreign;
    }

    /** How many of its events were published before. */
    int duplicates() {
        return ids.size() - claimed.size();
    }

    /** Its records are on disk, from this sequence on. */
    void stored(long firstSequence) {
        for (int i = 0; i < claimed.size(); i++) {
            claimed.get(i).stored(firstSequence + i);
        }
    }

    /** Answers the publisher, once every publication that is just storing an id of this one is through as well. */
    @SuppressWarnings("FutureReturnValueIgnored") // the outcome is the return value that matters
    void answer() {
        if (duplicates() == 0) {
            outcome.complete(accepted());
            return;
        }
        var waiting = ids.stream().map(Known::pending).filter(Objects::nonNull).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(waiting).whenComplete((_, _) -> outcome.complete(accepted()));
    }

    private PublishOutcome accepted() {
        var stored = new Stored[ids.size()];
        int own = 0;
        for (int i = 0; i < stored.length; i++) {
            var known = ids.get(i);
            if (known.sequence() == 0) {
                return new PublishOutcome.Refused(
                        i,
                        new Refusal(
                                ErrorCode.OVERLOADED,
                                "another publish of the id " + known.id()
                                        + " was under way and failed; publish it again"));
            }
            boolean first = own < claimed.size() && claimed.get(own).equals(known);
            if (first) {
                own++;
            }
            stored[i] = new Stored(known.id(), known.sequence(), !first);
        }
        return new PublishOutcome.Accepted(Arrays.asList(stored));
    }
}
