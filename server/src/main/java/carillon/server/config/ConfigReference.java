package carillon.server.config;

import java.util.stream.Collectors;

/** Writes the documentation of all settings from the list itself, so that it cannot be out of date. */
public final class ConfigReference {

    private ConfigReference() {}

    /** A configuration file that holds every default, commented. */
    public static String defaults() {
        return Settings.ALL.stream()
                .map(setting -> "# " + setting.meaning() + "\n# " + setting.shape() + "\n#" + setting.key() + " = "
                        + setting.fallback() + "\n")
                .collect(Collectors.joining("\n"));
    }

    /** The reference page, docs/reference/config.md. */
    public static String markdown() {
        return """
                # Settings

                Written by `carillon config docs`. Later sources win: default, the file of `--config` (lines `key = value`),
                environment, `--set key=value`. A wrong value or an unknown key stops the start with a message that names it.

                | key | default | what may be written | meaning |
                |---|---|---|---|
                """
                + Settings.ALL.stream()
                        .map(setting -> "| `" + setting.key() + "` | `" + setting.fallback() + "` | " + setting.shape()
                                + " | " + setting.meaning() + " |\n")
                        .collect(Collectors.joining());
    }
}
