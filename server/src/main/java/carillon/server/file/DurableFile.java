package carillon.server.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A small file of mode 0600 that is replaced as a whole: readers, a crash and a full disk leave the old content or the
 * new, never a mix. Any thread may read; one at a time writes.
 */
public record DurableFile(Path path) {

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

    /** The content; empty if there is no such file. */
    public Optional<byte[]> read() {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
    }

    /** The generation before, which {@link #writeKeepingPrevious} leaves behind. */
    public DurableFile previous() {
        return new DurableFile(beside(".previous"));
    }

    /** Keeps other processes from changing the file until it is closed. */
    public Held lock() {
        var path = beside(".lock");
        try {
            PrivateFiles.create(path);
            var channel = FileChannel.open(path, StandardOpenOption.WRITE);
            // Closing the channel gives the lock back.
            channel.lock();
            return new Held(channel);
        } catch (IOException failed) {
            throw NotStoredException.of(path, failed);
        }
    }

    /** A lock that is held. */
    public record Held(FileChannel channel) implements AutoCloseable {

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot give back a lock", failed);
            }
        }
    }

    /**
     * Replaces the content, durably; makes the directory if there is none.
     *
     * @throws NotStoredException if that failed: the old content is still there
     */
    public void write(byte[] content) {
        var fresh = beside(".new");
        try {
            PrivateFiles.createDirectory(directory());
            Files.deleteIfExists(fresh);
            writeAndSync(fresh, content);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // Without this the new name itself could be lost with the power.
            PrivateFiles.sync(directory());
        } catch (IOException failed) {
            throw NotStoredException.of(path, failed);
        }
    }

    /** As {@link #write}, for what exists nowhere else: the old content stays in {@link #previous}. */
    public void writeKeepingPrevious(byte[] content) {
        var old = read().filter(before -> !Arrays.equals(before, content));
        old.ifPresent(before -> previous().write(before));
        write(content);
    }

    /**
     * Gives a file another name with the time in it, durably, so that a new one can take its place and nothing is lost.
     *
     * @return the new name
     */
    public Path setAside(String why) {
        var aside = beside("." + why + "-" + WHEN.format(Instant.now()));
        moveTo(aside);
        return aside;
    }

    /** Gives the file another name in the same directory, durably. */
    public void moveTo(Path other) {
        try {
            Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.sync(directory());
        } catch (IOException failed) {
            throw NotStoredException.of(other, failed);
        }
    }

    private static void writeAndSync(Path fresh, byte[] content) throws IOException {
        var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(fresh, create, PrivateFiles.attributes(fresh))) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException failed) {
            // Half a file on a full disk would keep others from the little room there is.
            Files.deleteIfExists(fresh);
            throw failed;
        }
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private Path directory() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent());
    }
}
