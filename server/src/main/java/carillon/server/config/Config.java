package carillon.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings. Later sources win: defaults, file, environment, {@code --set}. Immutable, and complete: a
 * value that does not parse, or a key that does not exist, never gets this far.
 */
public final class Config {

    private final Map<String, Object> values;

    private Config(Map<String, Object> values) {
        this.values = values;
    }

    /** What became of reading a configuration. */
    public sealed interface Reading {

        record Complete(Config config) implements Reading {}

        /** Everything that is wrong, one line each: where, what, and what may be written instead. */
        record Mistaken(List<String> mistakes) implements Reading {
            public Mistaken {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /** All defaults, with some values put in; for tests and for embedding. */
    public static Config of(Map<String, String> values) {
        return switch (read(null, Map.of(), values)) {
            case Reading.Complete(Config config) -> config;
            case Reading.Mistaken(List<String> mistakes) ->
                throw new IllegalArgumentException(String.join("; ", mistakes));
        };
    }

    /**
     * Reads the configuration.
     *
     * @param file lines {@code key = value}, {@code #} begins a comment; null for none
     * @param environment of the process
     * @param sets from the command line
     */
    public static Reading read(@Nullable Path file, Map<String, String> environment, Map<String, String> sets) {
        var mistakes = new ArrayList<String>();
        var texts = new LinkedHashMap<String, Given>();
        if (file != null) {
            readFile(file, texts, mistakes);
        }
        for (var setting : Settings.ALL) {
            var value = environment.get(setting.environmentName());
            if (value != null) {
                texts.put(setting.key(), new Given(value, "environment variable " + setting.environmentName()));
            }
        }
        sets.forEach((key, value) -> texts.put(key, new Given(value, "--set")));
        var values = parse(texts, mistakes);
        if (mistakes.isEmpty()) {
            certificateWithKey(values, mistakes);
        }
        return mistakes.isEmpty() ? new Reading.Complete(new Config(values)) : new Reading.Mistaken(mistakes);
    }

    /** A certificate without its key would be passed over in silence, and a key without its certificate too. */
    private static void certificateWithKey(Map<String, Object> values, List<String> mistakes) {
        var certificate = values.get(Settings.HTTPS_CERTIFICATE.key());
        var key = values.get(Settings.HTTPS_KEY.key());
        if ("".equals(certificate) != "".equals(key)) {
            var there = "".equals(key) ? Settings.HTTPS_CERTIFICATE : Settings.HTTPS_KEY;
            var missing = "".equals(key) ? Settings.HTTPS_KEY : Settings.HTTPS_CERTIFICATE;
            mistakes.add(there.key() + " is set without " + missing.key()
                    + ": set both, or neither for a self-signed certificate");
        }
    }

    /** The value of a setting. */
    @SuppressWarnings("unchecked") // parse() put in what the setting's own function returned
    public <T> T get(Setting<T> setting) {
        var value = values.get(setting.key());
        if (value == null) {
            throw new IllegalStateException(setting.key() + " is missing in Settings.ALL");
        }
        return (T) value;
    }

    private record Given(String text, String where) {}

    private static void readFile(Path file, Map<String, Given> texts, List<String> mistakes) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            mistakes.add(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")");
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            var where = file + " line " + (i + 1);
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (equals < 0) {
                mistakes.add(where + ": a line is KEY = VALUE, and this one has no '='");
            } else {
                texts.put(
                        line.substring(0, equals).strip(),
                        new Given(line.substring(equals + 1).strip(), where));
            }
        }
    }

    private static Map<String, Object> parse(Map<String, Given> texts, List<String> mistakes) {
        var values = new HashMap<String, Object>();
        for (var setting : Settings.ALL) {
            var given =
                    Optional.ofNullable(texts.remove(setting.key())).orElse(new Given(setting.fallback(), "default"));
            try {
                values.put(setting.key(), setting.parse().apply(given.text()));
            } catch (IllegalArgumentException | ArithmeticException wrong) {
                mistakes.add(given.where() + ": " + setting.key() + " is '" + given.text() + "', but it is "
                        + setting.shape());
            }
        }
        texts.forEach((key, given) ->
                mistakes.add(given.where() + ": there is no setting '" + key + "'" + Nearest.hint(key, settingKeys())));
        return values;
    }

    private static List<String> settingKeys() {
        return Settings.ALL.stream().map(Setting::key).toList();
    }
}
