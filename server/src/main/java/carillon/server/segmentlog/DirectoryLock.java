package carillon.server.segmentlog;

import carillon.core.log.LogUnreadableException;
import carillon.server.file.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process, or a second log in this one, out of a directory: two writers would overwrite each other's
 * records. The kernel lets go of the lock when the process dies, however it dies; the file stays and means nothing.
 */
final class DirectoryLock implements Closeable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        PrivateFiles.createDirectory(directory);
        var file = directory.resolve("lock");
        PrivateFiles.create(file);
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new LogUnreadableException(
                    "the journal in " + directory + " is in use by another process; stop that Carillon first");
        }
        return new DirectoryLock(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
