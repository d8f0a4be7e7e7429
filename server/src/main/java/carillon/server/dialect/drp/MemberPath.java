package carillon.server.dialect.drp;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds what a filter of a list names: a member, a member of a member ({@code Meta.color}), or a parameter by its name. */
final class MemberPath {

    private MemberPath() {}

    /** How a member of an object is looked up. */
    interface Step {
        @Nullable
        JsonNode member(JsonNode object, String name);
    }

    static @Nullable JsonNode find(JsonNode object, String name) {
        return find(object, name, JsonNode::get);
    }

    static @Nullable JsonNode find(JsonNode object, String name, Step step) {
        var found = inside(object, name, step);
        if (found != null) {
            return found;
        }
        var params = step.member(object, "Params");
        return params == null ? null : step.member(params, name);
    }

    /** A name may hold dots itself, so the whole is tried before its parts. */
    private static @Nullable JsonNode inside(JsonNode object, String path, Step step) {
        var whole = step.member(object, path);
        int dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        var first = step.member(object, path.substring(0, dot));
        return first == null ? null : inside(first, path.substring(dot + 1), step);
    }
}
