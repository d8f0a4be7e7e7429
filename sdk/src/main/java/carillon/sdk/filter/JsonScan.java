package carillon.sdk.filter;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * Finds values in JSON text by walking over its bytes. A tree of 330 bytes takes 1 µs to make, a walk 0.25; so whoever looks at a
 * few members of an event does without its tree. What a walk gives is what the tree has at the same path.
 *
 * <p>The members of the outermost object are noted by the first walk, so that further paths walk only over what is inside of one.
 * The bytes are those of a {@link Json}, and so well-formed; that is not checked again. Names outside of ASCII or with escapes
 * are left to the tree, which knows all the ways to write a character.
 *
 * <p>One thread at a time.
 */
final class JsonScan {

    /** The text cannot be compared as it stands, or was walked over too often: ask the tree. */
    static final JsonNode UNSURE = MissingNode.getInstance();

    private static final int MISSING = -1;
    private static final int UNREADABLE = -2;

    /** What fits an int for certain. */
    private static final int MAX_DIGITS = 9;

    /** Of an object with more members a tree is made. */
    private static final int MAX_MEMBERS = 32;

    /** How often a text is walked over before a tree is made, counted in its lengths. */
    private static final int MAX_WALKS = 3;

    private final byte[] utf8;

    /** Where the walk stands: a first byte of a value or, between values, what follows one. */
    private int at;

    /** How many bytes walks have passed. */
    private long passed;

    /** Of each member of the outermost object where its name begins and ends, and where its value begins. */
    private int[] members = new int[3 * 16];

    private int noted = MISSING;

    JsonScan(Json json) {
        this.utf8 = json.utf8();
    }

    /**
     * The value at a path, {@code null} if it is missing, {@link #UNSURE} if only a tree can tell. Of members with the same name the
     * last one counts.
     *
     * @param names the segments in ASCII
     * @param indexes the same as places in arrays, negative for those that are none
     * @param from the first segment to follow
     */
    @Nullable
    JsonNode find(byte[][] names, int[] indexes, int from) {
        if (from == names.length || passed > (long) MAX_WALKS * utf8.length) {
            return UNSURE;
        }
        try {
            return follow(names, indexes, from);
        } catch (ArrayIndexOutOfBoundsException endless) {
            // Stored by an older version and not well-formed after all: the tree says so.
            return UNSURE;
        }
    }

    private @Nullable JsonNode follow(byte[][] names, int[] indexes, int from) {
        int value = outermost(names[from]);
        for (int i = from + 1; i < names.length && value >= 0; i++) {
            value = inside(value, names[i], indexes[i]);
        }
        return switch (value) {
            case MISSING -> null;
            case UNREADABLE -> UNSURE;
            default -> node(value);
        };
    }

    private int outermost(byte[] name) {
        if (noted == MISSING) {
            noted = noteMembers();
        }
        if (noted < 0) {
            // An array or a scalar, or names that only a tree can read.
            return UNREADABLE;
        }
        for (int i = noted - 1; i >= 0; i--) {
            if (isName(name, members[3 * i], members[3 * i + 1])) {
                return members[3 * i + 2];
            }
        }
        return MISSING;
    }

    /** How many members there are. */
    private int noteMembers() {
        skipBlanks();
        if (utf8[at] != '{') {
            return UNREADABLE;
        }
        int count = 0;
        at++;
        skipBlanks();
        while (utf8[at] != '}') {
            int start = at + 1;
            if (count == MAX_MEMBERS || !skipPlainString()) {
                return UNREADABLE;
            }
            if (3 * count == members.length) {
                members = Arrays.copyOf(members, 3 * MAX_MEMBERS);
            }
            members[3 * count] = start;
            members[3 * count + 1] = at - 1;
            skipColon();
            members[3 * count + 2] = at;
            count++;
            skipValue();
            skipComma();
        }
        passed += at;
        return count;
    }

    private int inside(int value, byte[] name, int index) {
        at = value;
        int found = switch (utf8[at]) {
            case '{' -> member(name);
            case '[' -> element(index);
            default -> MISSING;
        };
        passed += at - value;
        return found;
    }

    /** Where the last member of that name has its value; the walk stands on the object. */
    private int member(byte[] name) {
        int found = MISSING;
        at++;
        skipBlanks();
        while (utf8[at] != '}') {
            int start = at + 1;
            if (!skipPlainString()) {
                return UNREADABLE;
            }
            boolean same = isName(name, start, at - 1);
            skipColon();
            if (same) {
                found = at;
            }
            skipValue();
            skipComma();
        }
        return found;
    }

    private boolean isName(byte[] name, int start, int end) {
        if (end - start != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (utf8[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where that element is; the walk stands on the array. */
    private int element(int index) {
        if (index < 0) {
            return MISSING;
        }
        at++;
        skipBlanks();
        for (int i = 0; utf8[at] != ']'; i++) {
            if (i == index) {
                return at;
            }
            skipValue();
            skipComma();
        }
        return MISSING;
    }

    private void skipColon() {
        skipBlanks();
        at++;
        skipBlanks();
    }

    private void skipComma() {
        skipBlanks();
        if (utf8[at] == ',') {
            at++;
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (utf8[at] <= ' ' && utf8[at] >= 0) {
            at++;
        }
    }

    private void skipValue() {
        switch (utf8[at]) {
            case '"' -> skipString();
            case '{', '[' -> skipStructure();
            default -> skipScalar();
        }
    }

    private void skipStructure() {
        int depth = 0;
        do {
            switch (utf8[at]) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
    }

    private void skipString() {
        at++;
        while (utf8[at] != '"') {
            at += utf8[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    /** False if it holds an escape or anything outside of ASCII. */
    private boolean skipPlainString() {
        at++;
        while (utf8[at] != '"') {
            if (utf8[at] == '\\' || utf8[at] < 0) {
                return false;
            }
            at++;
        }
        at++;
        return true;
    }

    /** A number, true, false or null; a whole text may end with it. */
    private void skipScalar() {
        while (at < utf8.length && utf8[at] > ' ' && utf8[at] != ',' && utf8[at] != '}' && utf8[at] != ']') {
            at++;
        }
    }

    private JsonNode node(int start) {
        at = start;
        return switch (utf8[start]) {
            case '"' -> skipPlainString() ? StringNode.valueOf(ascii(start + 1, at - 1)) : UNSURE;
            case 't' -> BooleanNode.TRUE;
            case 'f' -> BooleanNode.FALSE;
            case 'n' -> NullNode.getInstance();
            case '{', '[' -> UNSURE;
            default -> number(start);
        };
    }

    private JsonNode number(int start) {
        skipScalar();
        int first = utf8[start] == '-' ? start + 1 : start;
        if (at - first > MAX_DIGITS) {
            return UNSURE;
        }
        int value = 0;
        for (int i = first; i < at; i++) {
            int digit = utf8[i] - '0';
            if (digit < 0 || digit > 9) {
                return UNSURE;
            }
            value = value * 10 + digit;
        }
        return IntNode.valueOf(first == start ? value : -value);
    }

    private String ascii(int from, int to) {
        return new String(utf8, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
