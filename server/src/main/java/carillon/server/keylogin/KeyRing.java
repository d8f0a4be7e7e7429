package carillon.server.keylogin;

import carillon.sdk.event.Json;
import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import carillon.server.file.FileVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The registered keys, in one JSON file. The command line changes the file while the server runs, so it is read again
 * whenever it is another one. Thread-safe; touches the disk, so never from an event loop.
 */
public final class KeyRing {

    private static final int MOST_KEYS = 10_000;
    /** Each answer to a challenge is tried with every key. */
    private static final int MOST_OF_AN_OWNER = 16;

    private static final byte[] NONE = {'[', ']'};

    private final Path file;
    private final DurableFile durable;
    private List<RegisteredKey> keys = List.of();
    /** Of the file that these keys were read from; null if it has to be read. */
    private @Nullable FileVersion version;

    public KeyRing(Path file) {
        this.file = file;
        this.durable = new DurableFile(file);
    }

    /** All keys, in the order in which they were registered. */
    public synchronized List<RegisteredKey> all() {
        var now = FileVersion.of(file);
        if (!now.equals(version)) {
            keys = now.equals(FileVersion.ABSENT) ? List.of() : read();
            version = now;
        }
        return keys;
    }

    /** The checksums of all keys, each once. */
    public List<String> checksums() {
        return all().stream().map(RegisteredKey::checksum).distinct().toList();
    }

    /** The key with this checksum. */
    public Optional<RegisteredKey> byChecksum(String checksum) {
        return all().stream().filter(key -> key.checksum().equals(checksum)).findFirst();
    }

    /**
     * Registers a key; one that equals it, of the same owner, is replaced.
     *
     * @return false if it is not an RSA key of a bearable size, or there is no room, for this owner or at all
     */
    public synchronized boolean add(RegisteredKey key) {
        if (RegisteredKey.parse(key.key()).isEmpty()) {
            return false;
        }
        var next = new ArrayList<>(all());
        next.removeIf(old -> old.owner().equals(key.owner()) && old.key().equals(key.key()));
        long mine = next.stream().filter(old -> old.owner().equals(key.owner())).count();
        if (next.size() >= MOST_KEYS || mine >= MOST_OF_AN_OWNER) {
            return false;
        }
        next.add(key);
        write(next);
        return true;
    }

    /** Removes keys; returns whether there were any. */
    public synchronized boolean remove(Predicate<RegisteredKey> which) {
        var next = new ArrayList<>(all());
        boolean some = next.removeIf(which);
        if (some) {
            write(next);
        }
        return some;
    }

    private List<RegisteredKey> read() {
        var read = new ArrayList<RegisteredKey>();
        for (var node : array(durable.read().orElse(NONE))) {
            read.add(new RegisteredKey(
                    node.path("owner").stringValue(""),
                    node.path("nickname").stringValue(""),
                    node.path("email").stringValue(""),
                    node.path("key").stringValue("")));
        }
        return List.copyOf(read);
    }

    private JsonNode array(byte[] content) {
        try {
            var tree = Json.parse(content).tree();
            if (tree.isArray()) {
                return tree;
            }
            throw damaged("it is no JSON array", null);
        } catch (IllegalArgumentException malformed) {
            throw damaged(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private DamagedFileException damaged(String what, @Nullable Throwable cause) {
        return new DamagedFileException(
                file,
                what,
                "restore it from a backup or from " + durable.previous().path()
                        + ", or delete it and register the keys again",
                cause);
    }

    private void write(List<RegisteredKey> next) {
        var array = Json.mapper().createArrayNode();
        for (var key : next) {
            array.addObject()
                    .put("owner", key.owner())
                    .put("nickname", key.nickname())
                    .put("email", key.email())
                    .put("key", key.key());
        }
        durable.writeKeepingPrevious(Json.mapper().writeValueAsBytes(array));
        version = null;
    }
}
