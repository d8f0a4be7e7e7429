package carillon.server.dialect.meshery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The id of this instance: configured, or made once and kept in a file. */
public final class InstanceId {

    private InstanceId() {}

    /**
     * The configured id, or the one of this data directory.
     *
     * @param directory the data directory
     * @param configured {@code events.system-id}; empty if it is not set
     * @throws IllegalArgumentException if what is configured or kept is no UUID
     */
    public static UUID in(Path directory, String configured) {
        if (!configured.isEmpty()) {
            return parse(configured, "events.system-id");
        }
        var file = directory.resolve("instance-id");
        try {
            if (Files.exists(file)) {
                return parse(Files.readString(file).trim(), file.toString());
            }
            Files.createDirectories(directory);
            var id = UUID.randomUUID();
            Files.writeString(file, id + "\n");
            return id;
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "the instance id cannot be kept in " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static UUID parse(String text, String where) {
        return Uuids.parse(text).orElseThrow(() -> new IllegalArgumentException(where + " is not a UUID: " + text));
    }
}
