package carillon.server.source.lifepreserver;

import carillon.server.file.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a growing file over restarts, truncation and rotation. The file is kept open between looks, so that what was
 * written to it right before it was renamed away is still read. One thread.
 */
final class LogTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    private final Path path;
    private final Path positionFile;
    private final LineReader reader = new LineReader();
    private @Nullable FileChannel open;
    private String identity = "";
    private long position;
    private String saved = "";

    LogTail(Path path, Path positionFile) {
        this.path = path;
        this.positionFile = positionFile;
        restore();
    }

    /** Hands on all whole lines that are new since the last look. */
    void look(Consumer<String> lines) throws IOException {
        var now = identityOf(path);
        if (open != null && !now.equals(identity)) {
            readOn(open, lines);
            open.close();
            open = null;
        }
        if (!now.isEmpty()) {
            readOn(opened(now), lines);
        }
        save();
    }

    private FileChannel opened(String now) throws IOException {
        var channel = open;
        if (channel == null) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            open = channel;
            if (!now.equals(identity)) {
                identity = now;
                position = 0;
                reader.restart();
            }
        }
        return channel;
    }

    private void readOn(FileChannel channel, Consumer<String> lines) throws IOException {
        if (channel.size() < position) {
            LOG.info("{} was cut; reading it from its beginning", path);
            position = 0;
            reader.restart();
        }
        while (true) {
            var read = reader.read(channel, position);
            if (read.next() == position) {
                return;
            }
            position = read.next();
            read.texts().forEach(lines);
        }
    }

    /** What tells one file from another that later has its name; empty if there is none. */
    private static String identityOf(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return "";
        }
        var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toString() : key.toString();
    }

    private void restore() {
        try {
            if (Files.exists(positionFile)) {
                var parts = Files.readString(positionFile).strip().split(" ", 2);
                position = Long.parseLong(parts[0]);
                identity = parts.length > 1 ? parts[1] : "";
            }
        } catch (IOException | NumberFormatException unreadable) {
            LOG.warn("{} is not readable; {} counts as unread, and nothing of it is news", positionFile, path);
        }
    }

    private void save() {
        var text = position + " " + identity;
        if (text.equals(saved)) {
            return;
        }
        new DurableFile(positionFile).write((text + "\n").getBytes(StandardCharsets.UTF_8));
        saved = text;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
