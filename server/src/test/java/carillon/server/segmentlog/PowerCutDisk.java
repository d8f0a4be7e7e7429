package carillon.server.segmentlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory whose power can be cut: what was not synced is lost in part, sector by sector and in any order, as a
 * real disk may lose it. A killed process alone does not show that, because the kernel keeps its pages.
 */
final class PowerCutDisk implements Disk {

    private static final int SECTOR = 512;

    private final Map<Path, Content> files = new TreeMap<>();
    private boolean off;

    /** Cuts the power: everything fails until {@link #restore}. */
    synchronized void cut() {
        off = true;
    }

    /** Power is back. Of every sector written since the last sync, the disk has it or has it not. */
    synchronized void restore(Random random) {
        off = false;
        files.values().removeIf(content -> !content.named && random.nextBoolean());
        files.values().forEach(content -> content.lose(random));
    }

    @Override
    public synchronized File create(Path path) throws IOException {
        powered();
        var content = new Content();
        files.put(path, content);
        return new OpenFile(content);
    }

    @Override
    public synchronized File open(Path path) throws IOException {
        powered();
        var content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new OpenFile(content);
    }

    @Override
    public File read(Path path) throws IOException {
        return open(path);
    }

    @Override
    public synchronized List<Path> list(Path directory) {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        powered();
        files.remove(path);
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        powered();
        var content = files.remove(from);
        if (content != null) {
            files.put(to, content);
        }
    }

    @Override
    public synchronized void sync(Path directory) throws IOException {
        powered();
        files.values().forEach(content -> content.named = true);
    }

    private void powered() throws IOException {
        if (off) {
            throw new IOException("the power is cut");
        }
    }

    private static final class Content {
        private byte[] durable = new byte[0];
        private byte[] cached = new byte[0];
        private boolean named;

        void lose(Random random) {
            // Any length between the two may have reached the disk, and any sector below it.
            int length = random.nextBoolean() ? durable.length : cached.length;
            var survived = Arrays.copyOf(durable, length);
            for (int at = 0; at < Math.min(length, cached.length); at += SECTOR) {
                if (random.nextBoolean()) {
                    int end = Math.min(at + SECTOR, Math.min(length, cached.length));
                    System.arraycopy(cached, at, survived, at, end - at);
                }
            }
            durable = survived;
            cached = survived.clone();
        }
    }

    private final class OpenFile implements File {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (PowerCutDisk.this) {
                powered();
                int end = Math.toIntExact(position + bytes.remaining());
                if (end > content.cached.length) {
                    content.cached = Arrays.copyOf(content.cached, end);
                }
                bytes.get(content.cached, (int) position, bytes.remaining());
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            synchronized (PowerCutDisk.this) {
                powered();
                int length = Math.clamp(content.cached.length - position, 0, into.remaining());
                into.put(content.cached, (int) position, length);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (PowerCutDisk.this) {
                powered();
                content.durable = content.cached.clone();
            }
        }

        @Override
        public long size() {
            synchronized (PowerCutDisk.this) {
                return content.cached.length;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (PowerCutDisk.this) {
                powered();
                content.cached = Arrays.copyOf(content.cached, (int) Math.min(size, content.cached.length));
            }
        }

        @Override
        public void close() {
            // Closing syncs nothing.
        }
    }

    /** For the message of a failed test. */
    @Override
    public synchronized String toString() {
        var lines = new ArrayList<String>();
        files.forEach((path, content) -> lines.add(path.getFileName() + " " + content.cached.length));
        return lines.toString();
    }
}
