package carillon.server.http;

import carillon.server.http.Routes.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route for a method and a path. Immutable; any thread. */
public final class Router {

    /** Longest prefix first. */
    private final List<Mount> mounts;

    private final List<ConnectionWatch> watches;
    private final List<Endpoint> endpoints;

    private Router(List<Mount> mounts, List<ConnectionWatch> watches, List<Endpoint> endpoints) {
        this.mounts = mounts;
        this.watches = watches;
        this.endpoints = endpoints;
    }

    /**
     * A method on a path pattern, for descriptions.
     *
     * @param family the protocol that it belongs to
     * @param channel what events come by there; null if none do
     */
    public record Endpoint(
            String method,
            String pattern,
            String family,
            @Nullable EventChannel channel) {}

    /** Everything that is mounted, in the order of mounting. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Several with the same prefix are put together; the first of them says how errors are shown, and the family. */
    public static Router of(List<Routes> parts) {
        var byPrefix = new LinkedHashMap<String, Mount>();
        for (var part : parts) {
            var mount = byPrefix.computeIfAbsent(
                    part.prefix(), prefix -> new Mount(prefix, part.family(), part.errors(), new Node()));
            part.all().forEach(mount.root::add);
        }
        var sorted = new ArrayList<>(byPrefix.values());
        sorted.sort(
                Comparator.comparingInt((Mount mount) -> mount.prefix.length()).reversed());
        return new Router(
                List.copyOf(sorted),
                parts.stream().flatMap(part -> part.watches().stream()).toList(),
                parts.stream()
                        .flatMap(part -> part.all().stream()
                                .map(route -> new Endpoint(
                                        route.method(),
                                        route.pattern(),
                                        Objects.requireNonNull(byPrefix.get(part.prefix())).family,
                                        route.channel())))
                        .toList());
    }

    public static Router of(Routes... parts) {
        return of(List.of(parts));
    }

    List<ConnectionWatch> watches() {
        return watches;
    }

    /** Finds the route for a path as it came, not decoded, without query. */
    Found find(String method, String path) {
        var mount = owner(path);
        if (mount == null) {
            return new Found.Nothing(ErrorRenderer.PROBLEM);
        }
        var segments = path.substring(1).split("/", -1);
        try {
            var values = new ArrayList<String>(4);
            var leaf = path.startsWith("/") ? mount.root.find(segments, 0, values) : null;
            return leaf == null ? new Found.Nothing(mount.errors) : choose(mount, leaf, method, values);
        } catch (IllegalArgumentException badEscape) {
            return new Found.BadPath(mount.errors, String.valueOf(badEscape.getMessage()));
        }
    }

    private static Found choose(Mount mount, Leaf leaf, String method, List<String> values) {
        var target = leaf.targets.get(method);
        if (target == null && method.equals("HEAD")) {
            target = leaf.targets.get("GET");
        }
        if (target == null) {
            return new Found.WrongMethod(mount.errors, leaf.allowed());
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            parameters.put(target.names.get(i), values.get(i));
        }
        return new Found.Match(mount.errors, target.route, parameters);
    }

    private @Nullable Mount owner(String path) {
        for (var mount : mounts) {
            if (mount.covers(path)) {
                return mount;
            }
        }
        return null;
    }

    /** What became of the search; each has the renderer for whatever goes wrong from there on. */
    sealed interface Found {

        ErrorRenderer errors();

        record Match(ErrorRenderer errors, Route route, Map<String, String> parameters) implements Found {}

        record WrongMethod(ErrorRenderer errors, String allowed) implements Found {}

        record BadPath(ErrorRenderer errors, String detail) implements Found {}

        record Nothing(ErrorRenderer errors) implements Found {}
    }

    private record Mount(String prefix, String family, ErrorRenderer errors, Node root) {

        boolean covers(String path) {
            return path.startsWith(prefix)
                    && (path.length() == prefix.length() || prefix.isEmpty() || path.charAt(prefix.length()) == '/');
        }
    }

    private record Target(Route route, List<String> names) {}

    /** The end of one or more patterns of the same shape. */
    private static final class Leaf {

        final Map<String, Target> targets = new TreeMap<>();

        String allowed() {
            var methods = new TreeSet<>(targets.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }
    }

    /** One segment of a pattern. */
    private static final class Node {

        final Map<String, Node> literals = new HashMap<>();

        @Nullable
        Node parameter;

        @Nullable
        Leaf rest;

        @Nullable
        Leaf end;

        void add(Route route) {
            var node = this;
            var names = new ArrayList<String>();
            for (var segment : route.pattern().substring(1).split("/", -1)) {
                if (segment.startsWith("{") && segment.endsWith("...}")) {
                    names.add(segment.substring(1, segment.length() - 4));
                    node.rest = put(node.rest, route, names);
                    return;
                }
                if (segment.startsWith("{") && segment.endsWith("}")) {
                    names.add(segment.substring(1, segment.length() - 1));
                    node.parameter = node.parameter == null ? new Node() : node.parameter;
                    node = node.parameter;
                } else {
                    node = node.literals.computeIfAbsent(segment, s -> new Node());
                }
            }
            node.end = put(node.end, route, names);
        }

        private static Leaf put(@Nullable Leaf before, Route route, List<String> names) {
            var leaf = before == null ? new Leaf() : before;
            if (leaf.targets.put(route.method(), new Target(route, List.copyOf(names))) != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.pattern());
            }
            return leaf;
        }

        @Nullable
        Leaf find(String[] segments, int at, List<String> values) {
            if (at == segments.length) {
                return end;
            }
            var literal = literals.get(segments[at]);
            var found = literal == null ? null : literal.find(segments, at + 1, values);
            if (found == null && parameter != null && !segments[at].isEmpty()) {
                found = below(parameter, segments, at, values);
            }
            if (found == null && rest != null) {
                values.add(PercentCode.decode(remainder(segments, at), false));
                found = rest;
            }
            return found;
        }

        private static @Nullable Leaf below(Node parameter, String[] segments, int at, List<String> values) {
            int before = values.size();
            values.add(PercentCode.decode(segments[at], false));
            var found = parameter.find(segments, at + 1, values);
            if (found == null) {
                values.subList(before, values.size()).clear();
            }
            return found;
        }

        private static String remainder(String[] segments, int from) {
            return String.join("/", List.of(segments).subList(from, segments.length));
        }
    }
}
