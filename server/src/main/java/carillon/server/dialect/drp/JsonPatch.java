package carillon.server.dialect.drp;

import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 6902: a list of operations, all of which apply or none does. */
record JsonPatch(List<Operation> operations) {

    private static final int MOST = 10_000;

    /** One step. {@code from} and {@code value} are there where the operation has them. */
    record Operation(
            String op,
            List<String> path,
            @Nullable List<String> from,
            @Nullable JsonNode value) {

        boolean changes() {
            return !op.equals("test");
        }

        String pointer() {
            return pointer(path);
        }

        /** The places that are another afterwards: a move takes away what it puts elsewhere. */
        List<String> changed() {
            if (!changes()) {
                return List.of();
            }
            return from != null && op.equals("move") ? List.of(pointer(from), pointer()) : List.of(pointer());
        }

        private static String pointer(List<String> path) {
            var text = new StringBuilder();
            path.forEach(segment ->
                    text.append('/').append(segment.replace("~", "~0").replace("/", "~1")));
            return text.toString();
        }
    }

    /** What came of parsing or applying. */
    sealed interface Result<T> {
        record Done<T>(T value) implements Result<T> {}

        record Refused<T>(Refusal refusal) implements Result<T> {}
    }

    static Result<JsonPatch> parse(JsonNode body) {
        try {
            if (!body.isArray() || body.size() > MOST) {
                throw malformed("a patch is an array of at most " + MOST + " operations");
            }
            var operations = new ArrayList<Operation>();
            for (int i = 0; i < body.size(); i++) {
                operations.add(operation(body.get(i), i));
            }
            return new Result.Done<>(new JsonPatch(List.copyOf(operations)));
        } catch (BadInputException bad) {
            return new Result.Refused<>(bad.refusal());
        }
    }

    private static Operation operation(JsonNode node, int index) {
        var op = text(node, "op", index);
        var path = segments(text(node, "path", index));
        return switch (op) {
            case "add", "replace", "test" -> {
                var value = node.get("value");
                if (value == null) {
                    throw malformed("operation " + index + " has no value");
                }
                yield new Operation(op, path, null, value);
            }
            case "remove" -> new Operation(op, path, null, null);
            case "move", "copy" -> new Operation(op, path, segments(text(node, "from", index)), null);
            default -> throw malformed("operation " + index + ": there is no op " + op);
        };
    }

    private static String text(JsonNode node, String member, int index) {
        var value = node.get(member);
        if (value == null || !value.isString()) {
            throw malformed("operation " + index + " needs the string " + member);
        }
        return value.stringValue();
    }

    private static List<String> segments(String pointer) {
        if (pointer.isEmpty()) {
            return List.of();
        }
        if (!pointer.startsWith("/")) {
            throw malformed("the pointer " + pointer + " must begin with a slash");
        }
        var segments = new ArrayList<String>();
        for (var segment : pointer.substring(1).split("/", -1)) {
            if (segment.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
                throw malformed("the pointer " + pointer + " has a ~ that is neither ~0 nor ~1");
            }
            segments.add(segment.replace("~1", "/").replace("~0", "~"));
        }
        return List.copyOf(segments);
    }

    /**
     * The value with all operations done; the given one stays as it is.
     *
     * @param mostBytes how large the value may be after each step, about
     */
    Result<JsonNode> apply(JsonNode value, int mostBytes) {
        try {
            var bounds = new PatchBounds(mostBytes);
            bounds.begin(value);
            var next = value.deepCopy();
            for (var operation : operations) {
                next = apply(operation, next, bounds);
            }
            return new Result.Done<>(next);
        } catch (BadInputException bad) {
            return new Result.Refused<>(bad.refusal());
        }
    }

    private static JsonNode apply(Operation operation, JsonNode root, PatchBounds bounds) {
        var path = operation.path();
        return switch (operation.op()) {
            case "add" -> add(root, path, allowed(operation, root, given(operation), bounds), bounds);
            case "replace" -> {
                at(root, path);
                yield put(root, path, allowed(operation, root, given(operation), bounds), bounds);
            }
            case "remove" -> remove(root, path, bounds);
            case "test" -> {
                check(bounds.read(given(operation)));
                if (!Same.value(at(root, path), given(operation))) {
                    throw new BadInputException(ErrorCode.CONFLICT, "the test of " + operation.pointer() + " failed");
                }
                yield root;
            }
            case "copy" -> add(root, path, allowed(operation, root, at(root, from(operation)), bounds), bounds);
            case "move" -> {
                var from = from(operation);
                if (path.size() > from.size() && path.subList(0, from.size()).equals(from)) {
                    throw malformed("a value cannot be moved into itself");
                }
                var moved = at(root, from);
                var without = remove(root, from, bounds);
                yield add(without, path, allowed(operation, without, moved, bounds), bounds);
            }
            default -> throw new IllegalStateException("operation " + operation.op());
        };
    }

    /** A copy of the value, if it may be put where the operation says. */
    private static JsonNode allowed(Operation operation, JsonNode root, JsonNode value, PatchBounds bounds) {
        var path = operation.path();
        // In place of the whole it is added to nothing.
        var beside = path.isEmpty() ? Json.NULL.tree() : root;
        check(bounds.put(beside, value, path.size(), path.isEmpty() ? "" : path.getLast()));
        return value.deepCopy();
    }

    private static void check(Optional<Refusal> breach) {
        breach.ifPresent(refusal -> {
            throw new BadInputException(refusal.code(), refusal.detail());
        });
    }

    private static JsonNode given(Operation operation) {
        var value = operation.value();
        if (value == null) {
            throw new IllegalStateException(operation.op() + " without a value");
        }
        return value;
    }

    private static List<String> from(Operation operation) {
        var from = operation.from();
        if (from == null) {
            throw new IllegalStateException(operation.op() + " without from");
        }
        return from;
    }

    private static JsonNode at(JsonNode root, List<String> path) {
        var node = root;
        for (var segment : path) {
            var next = child(node, segment);
            if (next == null) {
                throw new BadInputException(ErrorCode.CONFLICT, "there is nothing at /" + String.join("/", path));
            }
            node = next;
        }
        return node;
    }

    private static @Nullable JsonNode child(JsonNode node, String segment) {
        if (node instanceof ArrayNode array) {
            int index = index(segment);
            return index >= 0 && index < array.size() ? array.get(index) : null;
        }
        return node.get(segment);
    }

    private static JsonNode add(JsonNode root, List<String> path, JsonNode value, PatchBounds bounds) {
        if (path.isEmpty()) {
            return value;
        }
        var parent = at(root, path.subList(0, path.size() - 1));
        var last = path.getLast();
        switch (parent) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> {
                int index = last.equals("-") ? array.size() : index(last);
                if (index < 0 || index > array.size()) {
                    throw new BadInputException(ErrorCode.CONFLICT, "there is no place " + last + " in that array");
                }
                check(bounds.move(array.size() - index));
                array.insert(index, value);
            }
            default ->
                throw new BadInputException(ErrorCode.CONFLICT, "/" + String.join("/", path) + " is inside a scalar");
        }
        return root;
    }

    private static JsonNode put(JsonNode root, List<String> path, JsonNode value, PatchBounds bounds) {
        if (path.isEmpty()) {
            return value;
        }
        if (at(root, path.subList(0, path.size() - 1)) instanceof ArrayNode array) {
            array.set(index(path.getLast()), value);
            return root;
        }
        return add(root, path, value, bounds);
    }

    private static JsonNode remove(JsonNode root, List<String> path, PatchBounds bounds) {
        at(root, path);
        if (path.isEmpty()) {
            return Json.NULL.tree();
        }
        switch (at(root, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.remove(path.getLast());
            case ArrayNode array -> {
                check(bounds.move(array.size()));
                array.remove(index(path.getLast()));
            }
            default -> throw new IllegalStateException("a scalar with children");
        }
        return root;
    }

    /** -1 for what is no index: signs and leading zeros are none. */
    private static int index(String segment) {
        boolean digits = !segment.isEmpty()
                && segment.length() <= 9
                && segment.chars().allMatch(c -> c >= '0' && c <= '9')
                && (segment.length() == 1 || segment.charAt(0) != '0');
        return digits ? Integer.parseInt(segment) : -1;
    }

    private static BadInputException malformed(String detail) {
        return new BadInputException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
