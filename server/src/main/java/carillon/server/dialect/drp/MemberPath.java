package carillon.server.dialect.drp;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds what a filter of a list names: a member, a member of a member ({@code Meta.color}), or a parameter by its name. */
final class MemberPath {

    private MemberPath() {}

    static @Nullable JsonNode find(JsonNode object, String name) {
        var found = inside(object, name);
        return found != null ? found : object.path("Params").get(name);
    }

    /** A name may hold dots itself, so the whole is tried before its parts. */
    private static @Nullable JsonNode inside(JsonNode object, String path) {
        var whole = object.get(path);
        int dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        var first = object.get(path.substring(0, dot));
        return first == null ? null : inside(first, path.substring(dot + 1));
    }
}
