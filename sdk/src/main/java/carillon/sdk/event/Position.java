package carillon.sdk.event;

import java.util.Optional;

/**
 * How far a reader has come: the last sequence it has seen, and the epoch (incarnation) of the journal that gave it.
 * The sequence alone would hide that a journal was lost and begun anew.
 *
 * <p>Written {@code SEQUENCE} or {@code SEQUENCE@EPOCH}; an empty epoch means "whichever there is".
 */
public record Position(long sequence, String epoch) {

    /** Before the first event. */
    public static final Position START = new Position(0, "");

    public Position {
        if (sequence < 0) {
            throw new IllegalArgumentException("a position is not negative: " + sequence);
        }
    }

    /** Reads {@code 17} or {@code 17@3f9c}; empty if the text is neither. */
    public static Optional<Position> parse(String text) {
        int at = text.indexOf('@');
        var number = at < 0 ? text : text.substring(0, at);
        var epoch = at < 0 ? "" : text.substring(at + 1);
        boolean digits =
                !number.isEmpty() && number.length() <= 18 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean word = epoch.length() <= 64 && epoch.chars().allMatch(c -> c > ' ' && c < 127);
        return digits && word && (at < 0 || !epoch.isEmpty())
                ? Optional.of(new Position(Long.parseLong(number), epoch))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return epoch.isEmpty() ? Long.toString(sequence) : sequence + "@" + epoch;
    }
}
