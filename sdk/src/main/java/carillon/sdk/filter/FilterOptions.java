package carillon.sdk.filter;

/**
 * Where the language can be read two ways.
 *
 * @param changedRequiresBoth {@code Changed} on a path that only one of object and original has: true means "false",
 *     false means "a difference" (setting {@code filter.changed-requires-both})
 */
public record FilterOptions(boolean changedRequiresBoth) {

    public static final FilterOptions DEFAULT = new FilterOptions(true);
}
