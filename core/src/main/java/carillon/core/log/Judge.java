package carillon.core.log;

import carillon.core.log.RecentIds.Known;
import carillon.sdk.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides in log order what an append may store: whether an event's id is known, and whether an object is still in the version
 * that its change was decided on. What it decides follows from the records before it and nothing else, so it is the same after a
 * restart, after a kill and in another process.
 *
 * <p>The log's writer alone decides; any thread may ask what is known. Decisions are provisional until {@link #commit}; when the
 * write fails, {@link #rollBack} forgets them.
 */
public final class Judge {

    /** How many events and changes there are between two checkpoints. */
    public static final int CHECKPOINT_EVERY = 10_000;

    private static final List<Verdict> NONE = List.of();

    private final RecentIds ids;
    private final ObjectVersions objects = new ObjectVersions();

    // Of whoever decides.
    private int sinceCheckpoint;
    private int sinceCheckpointDurable;

    /**
     * Knows nothing yet.
     *
     * @param window how many of the latest ids it remembers
     */
    public Judge(int window) {
        this.ids = new RecentIds(window);
    }

    /**
     * Decides about the drafts of one append.
     *
     * @param next the sequence that the first of them gets if it is stored; the following ones get the following sequences
     * @return one for each draft
     */
    public List<Verdict> decide(long next, List<Draft> drafts) {
        if (drafts.size() == 1) {
            var draft = drafts.getFirst();
            return List.of(decide(next, draft.entry()));
        }
        var withheld = withheld(drafts);
        if (!withheld.isEmpty()) {
            return withheld;
        }
        var verdicts = new ArrayList<Verdict>(drafts.size());
        long sequence = next;
        for (int i = 0; i < drafts.size(); i++) {
            var verdict = decide(sequence, drafts.get(i).entry());
            verdicts.add(verdict);
            if (verdict instanceof Verdict.Stored) {
                sequence++;
            }
        }
        return verdicts;
    }

    /** Empty if no draft has the id of somebody else's event: such an append is stored without that draft, or not at all. */
    private List<Verdict> withheld(List<Draft> drafts) {
        boolean foreign = false;
        for (int i = 0; i < drafts.size() && !foreign; i++) {
            var event = event(drafts.get(i).entry());
            var known = event == null ? null : ids.get(event.id());
            foreign = event != null && known != null && !known.publisher().equals(event.principal());
        }
        if (!foreign) {
            return NONE;
        }
        var verdicts = new ArrayList<Verdict>(drafts.size());
        for (var draft : drafts) {
            var event = event(draft.entry());
            var known = event == null ? null : ids.get(event.id());
            verdicts.add(known == null ? new Verdict.Withheld() : duplicate(known));
        }
        return verdicts;
    }

    private Verdict decide(long sequence, @Nullable Entry entry) {
        var event = event(entry);
        if (event != null) {
            var known = ids.get(event.id());
            if (known != null) {
                return duplicate(known);
            }
        }
        if (entry instanceof Entry.ObjectChanged changed && changed.base() != Entry.ANY_VERSION) {
            long version = objects.of(changed.type(), changed.key());
            if (version != changed.base()) {
                return new Verdict.Outdated(version);
            }
        }
        if (entry != null) {
            apply(sequence, entry);
        }
        return new Verdict.Stored(sequence);
    }

    private static Verdict duplicate(Known known) {
        return new Verdict.Duplicate(known.sequence(), known.publisher());
    }

    private static @Nullable Event event(@Nullable Entry entry) {
        return switch (entry) {
            case Entry.Published(Event event) -> event;
            case Entry.ObjectChanged changed -> changed.event();
            case Entry.StatusChanged _, Entry.Deleted _, Entry.Checkpoint _ -> null;
            case null -> null;
        };
    }

    private void apply(long sequence, Entry entry) {
        switch (entry) {
            case Entry.Published(Event event) -> remember(sequence, event);
            case Entry.ObjectChanged changed -> {
                remember(sequence, changed.event());
                applyToObject(sequence, changed);
            }
            case Entry.StatusChanged _, Entry.Deleted _ -> {
                // These have neither ids nor conditions.
            }
            case Entry.Checkpoint _ -> sinceCheckpoint = 0;
        }
    }

    private void remember(long sequence, Event event) {
        ids.take(event.id(), event.principal(), sequence);
        sinceCheckpoint++;
    }

    private void applyToObject(long sequence, Entry.ObjectChanged changed) {
        if (changed.state().isNull()) {
            objects.remove(changed.type(), changed.key());
        } else {
            objects.take(changed.type(), changed.key(), sequence);
        }
    }

    /** Everything that was decided is durable. */
    public void commit() {
        ids.commit();
        objects.commit();
        sinceCheckpointDurable = sinceCheckpoint;
    }

    /** Nothing of what was decided since the last {@link #commit} is in the log. */
    public void rollBack() {
        ids.rollBack();
        objects.rollBack();
        sinceCheckpoint = sinceCheckpointDurable;
    }

    /** What to store behind what was decided by now; empty if that is not due yet. */
    public Optional<Entry.Checkpoint> dueCheckpoint() {
        return sinceCheckpoint < CHECKPOINT_EVERY ? Optional.empty() : Optional.of(checkpoint());
    }

    /** The state now. For whoever decides, and for tests while nobody does. */
    public Entry.Checkpoint checkpoint() {
        return new Entry.Checkpoint(ids.window(), ids.size(), ids.hash(), objects.hash());
    }

    /**
     * Takes in the latest records of a log that was just opened, before anything is appended: as many as the window and a
     * checkpoint before it need.
     *
     * @return the first thing that is not as it was when the records were written; empty if everything is
     */
    public Optional<String> restore(Log log) {
        long after = Math.max(log.first() - 1, log.last() - ids.window() - 2L * CHECKPOINT_EVERY);
        boolean complete = after == 0;
        Optional<String> difference = Optional.empty();
        while (after < log.last()) {
            for (var record : log.readAfter(after, 1_000)) {
                after = record.sequence();
                boolean comparable = after >= log.epochStart() && (complete || ids.size() == ids.window());
                var other = restore(record, comparable);
                difference = difference.isEmpty() ? other : difference;
            }
            commit();
        }
        return difference;
    }

    private Optional<String> restore(LogRecord record, boolean comparable) {
        Entry entry;
        try {
            entry = record.entry();
        } catch (LogUnreadableException unreadable) {
            return Optional.of(String.valueOf(unreadable.getMessage()));
        }
        return switch (entry) {
            case Entry.Published(Event event) -> {
                remember(record.sequence(), event);
                yield Optional.empty();
            }
            case Entry.ObjectChanged changed -> {
                remember(record.sequence(), changed.event());
                yield Optional.empty();
            }
            // These have neither ids nor conditions.
            case Entry.StatusChanged _, Entry.Deleted _ -> Optional.empty();
            case Entry.Checkpoint stored -> {
                sinceCheckpoint = 0;
                yield comparable ? difference(stored, record.sequence()) : Optional.empty();
            }
        };
    }

    private Optional<String> difference(Entry.Checkpoint stored, long sequence) {
        var now = checkpoint();
        boolean same =
                stored.window() != now.window() || (stored.ids() == now.ids() && stored.idsHash() == now.idsHash());
        return same
                ? Optional.empty()
                : Optional.of("the checkpoint at " + sequence + " knew " + stored.ids() + " ids with hash "
                        + Long.toHexString(stored.idsHash()) + ", and the records before it give " + now.ids()
                        + " with "
                        + Long.toHexString(now.idsHash()));
    }

    /** Takes in an object as a copy of all objects has it. */
    public void restoreObject(String type, String key, long version) {
        objects.take(type, key, version);
        objects.commit();
    }

    /** Takes in a change of an object that a copy does not have yet. */
    public void restoreObject(long sequence, Entry.ObjectChanged changed) {
        applyToObject(sequence, changed);
        objects.commit();
    }

    /** Whether a checkpoint knew the same objects in the same versions. */
    public boolean sameObjects(Entry.Checkpoint stored) {
        return stored.objectsHash() == objects.hash();
    }

    /** Where the event with this id is, if it is among the latest; 0 if not. Any thread. */
    public long sequenceOf(String eventId) {
        var known = ids.durable(eventId);
        return known == null ? 0 : known.sequence();
    }

    /** The version of an object; 0 if there is none. Any thread. */
    public long versionOf(String type, String key) {
        return objects.of(type, key);
    }
}
