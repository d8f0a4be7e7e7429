package carillon.server.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the files of the console in the jar. A path becomes a resource name only if it is made of plain segments, so it
 * cannot climb out; what was found is kept, and only what exists is found, so the cache cannot be filled from outside.
 */
final class ConsoleFiles {

    private static final String HOME = "/carillon/server/console/";
    private static final String LIBRARIES = "lib/";
    private static final int LONGEST_PATH = 200;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Asset> known = new ConcurrentHashMap<>();
    private final Libraries libraries = new Libraries();

    /** The file under {@code /console/}; blocks on the jar the first time. */
    Optional<Asset> find(String path) {
        var asset = known.get(path);
        if (asset != null) {
            return Optional.of(asset);
        }
        var loaded = plain(path) ? load(path) : Optional.<Asset>empty();
        loaded.ifPresent(found -> known.put(path, found));
        return loaded;
    }

    private Optional<Asset> load(String path) {
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        if (path.startsWith(LIBRARIES)) {
            return libraries
                    .module(path.substring(LIBRARIES.length()))
                    .map(text -> Asset.of(type, text.getBytes(StandardCharsets.UTF_8)));
        }
        return read(HOME + path).map(bytes -> Asset.of(type, bytes));
    }

    static Optional<byte[]> read(String resource) {
        try (var in = ConsoleFiles.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read any more: " + resource, e);
        }
    }

    /** Letters, digits, and between them single dots, dashes, underscores and slashes: no {@code ..} and no {@code //}. */
    private static boolean plain(String path) {
        boolean separated = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean separator = c == '/' || c == '.' || c == '-' || c == '_';
            boolean letter = c < 128 && Character.isLetterOrDigit(c);
            if ((!letter && !separator) || (separator && separated)) {
                return false;
            }
            separated = separator;
        }
        return !path.isEmpty() && path.length() <= LONGEST_PATH && !separated;
    }
}
