package carillon.server.cli;

import carillon.server.config.Config;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration. */
final class Configuration {

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file: lines KEY = VALUE.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Data directory; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("data");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be repeated, and wins.")
    private Map<String, String> sets = new LinkedHashMap<>();

    Path data() {
        return data;
    }

    /** Reads it, with settings that the command itself decides on where nothing else was said. */
    Config read(Map<String, String> implied) {
        var all = new LinkedHashMap<>(implied);
        all.putAll(sets);
        return switch (Config.read(file, System.getenv(), all)) {
            case Config.Reading.Complete(Config config) -> config;
            case Config.Reading.Mistaken(var mistakes) ->
                throw new CliFailure(
                        ExitCode.UNAVAILABLE, "the configuration is wrong:\n  " + String.join("\n  ", mistakes));
        };
    }

    Config read() {
        return read(Map.of());
    }
}
