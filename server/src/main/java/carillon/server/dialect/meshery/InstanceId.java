package carillon.server.dialect.meshery;

import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import java.nio.charset.StandardCharsets;
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
        var file = new DurableFile(directory.resolve("instance-id"));
        var kept = file.read();
        if (kept.isPresent()) {
            return kept(file, new String(kept.get(), StandardCharsets.UTF_8).trim());
        }
        var id = UUID.randomUUID();
        file.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
        return id;
    }

    private static UUID kept(DurableFile file, String text) {
        return Uuids.parse(text)
                .orElseThrow(() -> new DamagedFileException(
                        file.path(),
                        "it holds no UUID",
                        "write the id of this instance into it again: it is the systemId of stored events of the server."
                                + " If it is lost, delete the file to begin with another",
                        null));
    }

    private static UUID parse(String text, String where) {
        return Uuids.parse(text).orElseThrow(() -> new IllegalArgumentException(where + " is not a UUID: " + text));
    }
}
