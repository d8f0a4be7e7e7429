package carillon.benchmarks.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The least that a durable log can do: one thread takes what waits, writes the bodies one after the other, and syncs. No
 * checksum, no sequence, no segments, no reader, no bound; the file grows with every write. What a journal costs is
 * measured against this.
 */
final class BareLog implements IngestTarget {

    private static final Waiting STOP = new Waiting(new byte[0], () -> {});
    private static final int BUFFER_BYTES = 4 << 20;

    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final int maxGroup;
    private final CompletableFuture<Void> finished;

    private record Waiting(byte[] body, Runnable durable) {}

    BareLog(Path file, int maxGroup) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.maxGroup = maxGroup;
        this.finished = CompletableFuture.runAsync(
                this::run, task -> Thread.ofPlatform().name("bare-log").start(task));
    }

    @Override
    public void append(byte[] body, Runnable durable) {
        queue.add(new Waiting(body, durable));
    }

    @Override
    public void close() throws IOException {
        queue.add(STOP);
        finished.join();
        channel.close();
    }

    private void run() {
        var group = new ArrayList<Waiting>();
        try {
            while (!group.contains(STOP)) {
                group.clear();
                group.add(queue.take());
                queue.drainTo(group, maxGroup - 1);
                buffer.clear();
                group.forEach(waiting -> buffer.putInt(waiting.body().length).put(waiting.body()));
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
                group.forEach(waiting -> waiting.durable().run());
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("the bare log failed", failed);
        }
    }
}
