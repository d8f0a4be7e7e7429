package carillon.core.access;

import java.util.Arrays;
import java.util.List;
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

    private static final String EVERY = "*";

    /**
     * Whether a claim can name this key, and nothing else by it: it is no {@code *} and no list, and no blanks are trimmed off
     * it. Only such a key may be given to something new.
     */
    public static boolean names(String key) {
        return !key.isEmpty()
                && !key.equals(EVERY)
                && key.equals(key.strip())
                && key.indexOf(',') < 0
                && key.chars().noneMatch(Character::isISOControl);
    }

    /** The claim on this one key; none if its text would be read as anything else, as older versions stored such keys. */
    public static List<Claim> exactly(String scope, String action, String key) {
        return names(key) ? List.of(new Claim(scope, action, key)) : List.of();
    }

    /** Whether a part stands for everything: only the whole part {@code *} does. */
    static boolean every(String part) {
        return part.trim().equals(EVERY);
    }

    /**
     * The items of one part. A {@code *} among others stands for nothing, here where rights are granted and where they are
     * compared: a list that held it once counted as the right to everything.
     */
    public static Set<String> items(String part) {
        return every(part)
                ? Set.of(EVERY)
                : Arrays.stream(part.split(",", -1))
                        .map(String::trim)
                        .filter(item -> !item.equals(EVERY))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
