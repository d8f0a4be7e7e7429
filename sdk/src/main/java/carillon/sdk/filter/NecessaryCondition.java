package carillon.sdk.filter;

import java.util.Set;

/**
 * A condition without which a filter cannot match: a part of the value at the path is one of these. An index can find by
 * hash the few filters that an event has a chance with.
 *
 * @param path where to look
 * @param part what of the value is compared; a start or an end only strings have
 * @param values of the whole, scalar keys as {@link JsonValues#scalarKey} makes them; of starts and ends, strings that are not
 *     empty. There is at least one
 */
public record NecessaryCondition(FieldPath path, Part part, Set<Object> values) {

    /** What of a value. */
    public enum Part {
        WHOLE,
        START,
        END
    }
}
