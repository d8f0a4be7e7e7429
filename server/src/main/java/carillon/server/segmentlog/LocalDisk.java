package carillon.server.segmentlog;

import carillon.server.file.DiskFullException;
import carillon.server.file.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** The file system of this machine. */
public final class LocalDisk implements Disk {

    @Override
    public File create(Path path) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new LocalFile(FileChannel.open(path, options, PrivateFiles.attributes(path)));
        } catch (IOException failed) {
            throw DiskFullException.orSame(failed);
        }
    }

    @Override
    public File open(Path path) throws IOException {
        return new LocalFile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public File read(Path path) throws IOException {
        return new LocalFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        PrivateFiles.createDirectory(directory);
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void sync(Path directory) throws IOException {
        PrivateFiles.sync(directory);
    }

    private record LocalFile(FileChannel channel) implements File {

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            try {
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            } catch (IOException failed) {
                throw DiskFullException.orSame(failed);
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    return;
                }
                at += read;
            }
        }

        @Override
        public void force() throws IOException {
            // fdatasync: it flushes the size as well when that is needed to read the data back.
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
