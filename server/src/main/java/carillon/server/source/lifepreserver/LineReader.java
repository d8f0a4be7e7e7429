package carillon.server.source.lifepreserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads whole lines from a position of a file on. A line counts when its newline is there: what is being written is left
 * for the next time. Lines of more than 64 KiB are skipped.
 */
final class LineReader {

    private static final int LONGEST_LINE = 64 << 10;

    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_LINE);
    private boolean skipping;

    /** The lines, and the position after the last of them. At most a buffer full; call again until there are none. */
    record Lines(List<String> texts, long next) {}

    /** What comes next is the beginning of a line, because it is another file or was cut. */
    void restart() {
        skipping = false;
    }

    Lines read(FileChannel file, long from) throws IOException {
        buffer.clear();
        int count = file.read(buffer, from);
        var lines = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (buffer.get(i) == '\n') {
                if (!skipping) {
                    lines.add(new String(buffer.array(), start, i - start, StandardCharsets.UTF_8));
                }
                skipping = false;
                start = i + 1;
            }
        }
        if (start == 0 && count == LONGEST_LINE) {
            skipping = true;
            start = count;
        }
        return new Lines(lines, from + start);
    }
}
