package carillon.server.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may open what the server keeps: its own user alone. The journal and the history hold secrets in events and objects.
 * Does nothing on file systems without POSIX permissions. Any thread.
 */
public final class PrivateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private PrivateFiles() {}

    /** To create a file with: 0600 from the first moment on, because with a later chmod others could open it in between. */
    public static FileAttribute<?>[] attributes(Path file) {
        return posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
                : new FileAttribute<?>[0];
    }

    /** Makes an empty file if there is none yet. */
    public static void create(Path file) throws IOException {
        try {
            Files.createFile(file, attributes(file));
        } catch (FileAlreadyExistsException there) {
            tighten(file);
        }
    }

    /** Makes a directory, and those above it, if there is none yet. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (posix(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
        } else {
            Files.createDirectories(directory);
        }
    }

    /**
     * Takes the rights of group and others away from files and directories that the server made; older versions left
     * them. The data directory itself may serve other purposes, and is only warned about.
     *
     * @param names in the data directory; those that are not there are passed over
     */
    public static void tighten(Path data, List<String> names) throws IOException {
        if (!posix(data)) {
            return;
        }
        if (open(data)) {
            LOG.warn("Other users of this machine can list {}. Run: chmod 700 {}", data, data);
        }
        for (var name : names) {
            var path = data.resolve(name);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                try (var all = Files.walk(path)) {
                    for (var each : (Iterable<Path>) all::iterator) {
                        tighten(each);
                    }
                }
            }
        }
    }

    private static void tighten(Path path) throws IOException {
        if (posix(path) && open(path)) {
            var mine = EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
            mine.removeAll(OTHERS);
            Files.setPosixFilePermissions(path, mine);
            LOG.info("{} was open to other users of this machine, and no longer is", path);
        }
    }

    private static boolean open(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return false;
        }
        var permissions = Files.getPosixFilePermissions(path);
        return OTHERS.stream().anyMatch(permissions::contains);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes creations, moves and deletions in a directory durable: an fsync of a file does not do that. */
    public static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
