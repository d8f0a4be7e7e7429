package carillon.core.subscription;

import carillon.core.subscription.Slot.Seat;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.JsonValues;
import carillon.sdk.filter.NecessaryCondition.Part;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The filter groups that wait for something of the value at one path: for the whole of it, its start or its end.
 *
 * <p>They are found by hash alone, as the filters decide themselves: values that share a hash cost an evaluation, while
 * comparing the values would cost each event two cache misses. Of a text, each length of start or end that somebody waits
 * for is probed.
 */
final class ValueTable<S> {

    private final Chains<Slot<S>> slots = new Chains<>();
    private final Lengths starts = new Lengths();
    private final Lengths ends = new Lengths();

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Evaluates the groups that have a chance with the value. */
    void match(@Nullable JsonNode value, long sequence, EventView view, Consumer<S> sink) {
        var key = JsonValues.scalarKey(value);
        if (key == null) {
            return;
        }
        evaluate(find(Chains.mix(key.hashCode())), sequence, view, sink);
        if (key instanceof String text) {
            matchAffixes(Part.START, text, sequence, view, sink);
            matchAffixes(Part.END, text, sequence, view, sink);
        }
    }

    private void matchAffixes(Part part, String text, long sequence, EventView view, Consumer<S> sink) {
        var lengths = lengths(part);
        int longest = Math.min(lengths.longest(), text.length());
        int rolled = 0;
        for (int length = 1; length <= longest; length++) {
            rolled = roll(rolled, part, text, length);
            if (lengths.contains(length)) {
                evaluate(find(hash(part, rolled, length)), sequence, view, sink);
            }
        }
    }

    private static <S> void evaluate(@Nullable Slot<S> slot, long sequence, EventView view, Consumer<S> sink) {
        if (slot == null) {
            return;
        }
        var seats = slot.seats();
        for (int i = 0; i < seats.size(); i++) {
            seats.get(i).group().match(sequence, view, sink);
        }
    }

    /** Lists a group under one value of a necessary condition. */
    void list(Part part, Object value, Seat<S> seat) {
        int hash = hash(part, value);
        var slot = find(hash);
        if (slot == null) {
            slot = new Slot<>(hash);
            slots.add(slot);
        }
        slot.seats().add(seat);
        if (part != Part.WHOLE) {
            lengths(part).count(Lengths.of(value), 1);
        }
    }

    /** Takes a seat out that was listed under the value. */
    void unlist(Part part, Object value, Seat<S> seat) {
        var slot = find(hash(part, value));
        if (slot == null) {
            throw new IllegalStateException("nothing waits for " + value);
        }
        slot.seats().remove(seat);
        if (slot.seats().isEmpty()) {
            slots.remove(slot);
        }
        if (part != Part.WHOLE) {
            lengths(part).count(Lengths.of(value), -1);
        }
    }

    /** How many groups wait under the value's hash. */
    int crowd(Part part, Object value) {
        var slot = find(hash(part, value));
        return slot == null ? 0 : slot.seats().size();
    }

    private @Nullable Slot<S> find(int hash) {
        var slot = slots.first(hash);
        while (slot != null && slot.hash() != hash) {
            slot = slot.next();
        }
        return slot;
    }

    private Lengths lengths(Part part) {
        return part == Part.START ? starts : ends;
    }

    private static int hash(Part part, Object value) {
        if (part == Part.WHOLE) {
            return Chains.mix(value.hashCode());
        }
        var text = (String) value;
        int length = Lengths.of(text);
        int rolled = 0;
        for (int i = 1; i <= length; i++) {
            rolled = roll(rolled, part, text, i);
        }
        return hash(part, rolled, length);
    }

    /** The hash of a start or end of this length out of that of the one a character shorter. */
    private static int roll(int hash, Part part, String text, int length) {
        return 31 * hash + text.charAt(part == Part.START ? length - 1 : text.length() - length);
    }

    private static int hash(Part part, int rolled, int length) {
        return Chains.mix(rolled * 131 + (part == Part.START ? length : -length));
    }
}
