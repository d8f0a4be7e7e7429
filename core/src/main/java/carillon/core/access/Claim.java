package carillon.core.access;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One right: these actions on these keys of these types. Each part is {@code *} or a comma list with blanks trimmed
 * (drp-websocket section 8.1).
 */
public record Claim(String scope, String action, String specific) {

    /** Everything. */
    public static final Claim ALL = new Claim("*", "*", "*");

    /** The items of one part; {@code *} stays an item. */
    public static Set<String> items(String part) {
        return Arrays.stream(part.split(",", -1)).map(String::trim).collect(Collectors.toCollection(TreeSet::new));
    }
}
