package carillon.server.console;

import com.google.re2j.Pattern;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Every module that a module needs, directly or not. The page names them all at once, so that a browser far away fetches
 * them side by side instead of finding one level after the other.
 */
final class ModuleGraph {

    private static final Pattern IMPORT = Pattern.compile("(?:from|import) ?['\"](\\.[^'\"]+)['\"]");

    private final ConsoleFiles files;

    ModuleGraph(ConsoleFiles files) {
        this.files = files;
    }

    /** Paths under {@code /console/}, the entry first. */
    Set<String> of(String entry) {
        var found = new LinkedHashSet<String>();
        var waiting = new ArrayDeque<String>();
        waiting.add(entry);
        while (!waiting.isEmpty()) {
            var path = waiting.remove();
            var file = found.contains(path) ? null : files.find(path).orElse(null);
            if (file != null) {
                found.add(path);
                var imports = IMPORT.matcher(new String(file.bytes(), StandardCharsets.UTF_8));
                while (imports.find()) {
                    waiting.add(URI.create(path).resolve(imports.group(1)).getPath());
                }
            }
        }
        return found;
    }
}
