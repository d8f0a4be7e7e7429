package carillon.server.console;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Lit and its parts out of their WebJars. Their modules name each other by package ({@code from "lit-html"}), which a
 * browser only understands with an import map in the page. The names are made relative here instead, because the inbox
 * is embedded by pages of other sites, and those should not have to carry a map of ours.
 */
final class Libraries {

    private static final String WEBJARS = "/META-INF/resources/webjars/";

    /** Package as modules name it → WebJar, directory under {@code lib/}, entry module. */
    private static final Map<String, Library> BY_PACKAGE = Map.of(
            "lit", new Library("lit", "lit", "index.js"),
            "lit-html", new Library("lit-html", "lit-html", "lit-html.js"),
            "lit-element", new Library("lit-element", "lit-element", "index.js"),
            "@lit/reactive-element", new Library("lit__reactive-element", "reactive-element", "reactive-element.js"));

    private static final Pattern SPECIFIER =
            Pattern.compile("(from|import) ?[\"'](@lit/reactive-element|lit-html|lit-element|lit)(/[^\"']+)?[\"']");

    /** The module {@code lit/index.js}, or any other of these packages, with relative imports. */
    Optional<String> module(String path) {
        int slash = path.indexOf('/');
        if (slash < 0 || !path.endsWith(".js")) {
            return Optional.empty();
        }
        var file = path.substring(slash + 1);
        return BY_PACKAGE.values().stream()
                .filter(library -> library.directory().equals(path.substring(0, slash)))
                .findFirst()
                .flatMap(library -> ConsoleFiles.read(library.home() + file))
                .map(bytes -> relative(new String(bytes, StandardCharsets.UTF_8), file));
    }

    private static String relative(String source, String file) {
        var up = "../".repeat(file.split("/", -1).length);
        var matcher = SPECIFIER.matcher(source);
        var rewritten = new StringBuilder(source.length() + 64);
        int done = 0;
        while (matcher.find()) {
            var library = BY_PACKAGE.get(matcher.group(2));
            if (library == null) {
                throw new IllegalStateException("the pattern and the map name different packages");
            }
            var inside = matcher.group(3) == null ? "/" + library.entry() : matcher.group(3);
            rewritten.append(source, done, matcher.start());
            rewritten.append(matcher.group(1)).append('"').append(up).append(library.directory());
            rewritten.append(inside).append('"');
            done = matcher.end();
        }
        return rewritten.append(source, done, source.length()).toString();
    }

    private record Library(String webjar, String directory, String entry) {

        /** The version is part of the path; the WebJar itself says which one it is. */
        String home() {
            return WEBJARS + webjar + "/" + version() + "/";
        }

        private String version() {
            var resource = "/META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties";
            var text = ConsoleFiles.read(resource)
                    .orElseThrow(() -> new IllegalStateException("not on the class path: " + resource));
            try {
                var properties = new Properties();
                properties.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
                return String.valueOf(properties.getProperty("version"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
