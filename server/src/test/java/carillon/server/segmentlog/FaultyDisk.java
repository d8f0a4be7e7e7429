package carillon.server.segmentlog;

import carillon.server.file.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A local disk with a quota, and with a plug that can be pulled: writes are torn and syncs fail. */
final class FaultyDisk implements Disk {

    private final Disk local = new LocalDisk();
    private final AtomicLong roomBytes = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean syncFails;
    private volatile boolean writeFails;
    private volatile boolean truncateFails;
    private final AtomicLong stepsLeft = new AtomicLong(Long.MAX_VALUE);

    /** From now on so many bytes can be written, anywhere; overwriting counts as well. */
    void room(long bytes) {
        roomBytes.set(bytes);
    }

    void syncFails(boolean fails) {
        syncFails = fails;
    }

    void writeFails(boolean fails) {
        writeFails = fails;
    }

    void truncateFails(boolean fails) {
        truncateFails = fails;
    }

    /** Files can be created, moved and synced so many times; then everything fails, as if the process had died. */
    void diesAfter(int steps) {
        stepsLeft.set(steps);
    }

    private void step() throws IOException {
        if (stepsLeft.decrementAndGet() < 0) {
            throw new IOException("the process died");
        }
    }

    @Override
    public File create(Path path) throws IOException {
        step();
        return new FaultyFile(local.create(path));
    }

    @Override
    public File open(Path path) throws IOException {
        return new FaultyFile(local.open(path));
    }

    @Override
    public File read(Path path) throws IOException {
        return local.read(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return local.list(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        local.delete(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        local.move(from, to);
    }

    @Override
    public void sync(Path directory) throws IOException {
        step();
        local.sync(directory);
    }

    private final class FaultyFile implements File {
        private final File file;

        FaultyFile(File file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            int whole = bytes.remaining();
            int fits = (int) Math.min(whole, roomBytes.get());
            if (writeFails) {
                file.write(bytes.limit(bytes.position() + whole / 2), position);
                throw new IOException("the plug was pulled");
            }
            file.write(bytes.limit(bytes.position() + fits), position);
            roomBytes.addAndGet(-fits);
            if (fits < whole) {
                throw new DiskFullException("no space left on the test's disk");
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            file.read(into, position);
        }

        @Override
        public void force() throws IOException {
            if (syncFails) {
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            if (truncateFails) {
                throw new IOException("cannot truncate");
            }
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
