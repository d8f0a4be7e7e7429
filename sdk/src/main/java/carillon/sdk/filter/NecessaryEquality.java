package carillon.sdk.filter;

import java.util.Set;

/**
 * A condition without which a filter cannot match: the value at the path is one of these. An index can find by hash the
 * few filters that an event has a chance with.
 *
 * @param path where to look
 * @param values scalar keys as {@link JsonValues#scalarKey} makes them; never empty
 */
public record NecessaryEquality(FieldPath path, Set<Object> values) {}
