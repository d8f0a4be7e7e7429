package carillon.server.dialect.drp;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Bounds what the states of all objects take in memory. They stay there as trees, and a tree takes up to sixty times the bytes of its
 * text: eight objects of a megabyte of empty arrays filled a heap of 300 MB. Any thread.
 */
final class ObjectMemory {

    private static final long NODE = 64;
    private static final long MEMBER = 64;
    private static final long ELEMENT = 8;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most bytes; 0 for a quarter of the heap */
    ObjectMemory(long most) {
        this.most = most == 0 ? Runtime.getRuntime().maxMemory() / 4 : most;
    }

    /** What a state takes, in bytes, estimated; 0 for none. */
    static long bytes(@Nullable JsonNode state) {
        if (state == null || state.isNull()) {
            return 0;
        }
        long bytes = NODE;
        if (state.isObject()) {
            for (var member : state.properties()) {
                bytes += MEMBER + 2L * member.getKey().length() + bytes(member.getValue());
            }
        } else if (state.isArray()) {
            for (var element : state) {
                bytes += ELEMENT + bytes(element);
            }
        } else if (state.isString()) {
            bytes += 2L * state.stringValue().length();
        } else if (state.isNumber()) {
            bytes += state.asString().length();
        }
        return bytes;
    }

    /** Takes what a change adds, before it is stored; a change that gives memory back is always possible. Null if there is room. */
    @Nullable
    Refusal hold(long more) {
        long then = held.addAndGet(more);
        if (more <= 0 || then <= most) {
            return null;
        }
        held.addAndGet(-more);
        return new Refusal(
                ErrorCode.STORAGE_FULL,
                "the objects may take " + most + " bytes of memory, and this change would add " + more
                        + "; delete some, make it smaller, or raise drp.objects-memory");
    }

    /** The change was not stored. */
    void giveBack(long more) {
        held.addAndGet(-more);
    }

    /** Counts what is there already, whether there is room or not. */
    void count(long more) {
        held.addAndGet(more);
    }

    long held() {
        return held.get();
    }
}
