package carillon.server.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory that is really full when it is full. Only root may mount one: others skip the test. */
public final class SmallDisk implements AutoCloseable {

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    public static SmallDisk mount(Path at, int megabytes) throws IOException {
        Files.createDirectories(at);
        int code = run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "tmpfs", at.toString());
        Assumptions.assumeTrue(code == 0, "mounting needs root");
        return new SmallDisk(at);
    }

    public Path root() {
        return root;
    }

    /** Takes all the room that is left. */
    public void fill() throws IOException {
        try (var channel =
                FileChannel.open(root.resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = 1 << 20; size > 0; size /= 2) {
                while (fits(channel, size)) {
                    channel.force(false);
                }
            }
        }
    }

    private static boolean fits(FileChannel channel, int size) {
        try {
            channel.write(ByteBuffer.allocate(size));
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    public void makeRoom() throws IOException {
        Files.delete(root.resolve("filler"));
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }

    @Override
    public void close() {
        // Lazily: a server that is being stopped may have a file open for a moment more.
        run("umount", "-l", root.toString());
    }
}
