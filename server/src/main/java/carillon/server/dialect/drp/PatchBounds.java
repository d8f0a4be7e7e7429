package carillon.server.dialect.drp;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How large a value may become while a patch is applied, and how much work the patch may be. A {@code copy} of a few bytes can
 * double the value, and thirty of them make it a thousand million times as large, so each value is measured before it is
 * put in. For one application; one thread.
 */
final class PatchBounds {

    /** Measured bytes, for each byte that the result may have. An ordinary patch measures a few times what it changes. */
    private static final long WORK = 64;

    /** What a bracket, a comma, a colon and the quotes take, about. */
    private static final int BESIDE_A_VALUE = 4;

    private final int mostBytes;
    private long work;

    /** The size, or more than it: what is removed is not subtracted until it matters. */
    private long bytes;

    PatchBounds(int mostBytes) {
        this.mostBytes = mostBytes;
        this.work = WORK * mostBytes;
    }

    /** The value that the patch begins with is as large as it is; it is measured for what is added to it. */
    void begin(JsonNode root) {
        bytes = measure(root, 0);
    }

    /** Whether a value may be put into another at some depth; called before it is copied and put there. */
    Optional<Refusal> put(JsonNode root, JsonNode value, int depth, String name) {
        long added = measure(value, depth) + name.length() + BESIDE_A_VALUE;
        if (bytes + added > mostBytes) {
            bytes = measure(root, 0);
        }
        bytes += added;
        return bytes > mostBytes
                ? tooLarge("the patch would make the object larger than " + mostBytes + " bytes")
                : spent();
    }

    /** Whether a value may be looked through, as a test does. */
    Optional<Refusal> read(JsonNode value) {
        measure(value, 0);
        return spent();
    }

    /** Whether so many elements of an array may be moved. */
    Optional<Refusal> move(int elements) {
        work -= elements;
        return spent();
    }

    private Optional<Refusal> spent() {
        return work < 0
                ? tooLarge("the patch is too much work for the server; send it in several parts")
                : Optional.empty();
    }

    private static Optional<Refusal> tooLarge(String detail) {
        return Optional.of(new Refusal(ErrorCode.TOO_LARGE, detail));
    }

    /** About the bytes that it takes as text. Stops soon after there is no work left, or where it is nested too deep. */
    private long measure(JsonNode node, int depth) {
        if (depth > Json.MAX_DEPTH) {
            work = -1;
        }
        long size = BESIDE_A_VALUE;
        if (node.isString()) {
            size += node.stringValue().length();
        } else if (!node.isContainer()) {
            size += node.asString().length();
        }
        work -= size;
        if (work >= 0 && node.isObject()) {
            for (var member : node.properties()) {
                size += member.getKey().length() + measure(member.getValue(), depth + 1);
            }
        } else if (work >= 0 && node.isArray()) {
            for (var element : node) {
                size += measure(element, depth + 1);
            }
        }
        return size;
    }
}
