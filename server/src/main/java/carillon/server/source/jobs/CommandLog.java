package carillon.server.source.jobs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The output of one command, standard output and error merged, as far as the job's allowance goes. The thread that reads
 * from the process writes here, the jobs thread reads.
 */
final class CommandLog {

    static final String MARK = "\n[output truncated]\n";

    private final OutputAllowance allowance;
    private byte[] bytes = new byte[1024];
    private int length;
    private int told;
    private boolean truncated;
    private boolean armed;

    CommandLog(OutputAllowance allowance) {
        this.allowance = allowance;
    }

    /** Adds output; returns true if it is the first that no event has told yet, so that somebody must see to one. */
    synchronized boolean append(byte[] from, int count) {
        if (truncated) {
            return false;
        }
        int room = allowance.take(count);
        add(from, room);
        if (room < count) {
            truncated = true;
            var mark = MARK.getBytes(StandardCharsets.US_ASCII);
            add(mark, mark.length);
            bytes = Arrays.copyOf(bytes, length);
        }
        boolean first = !armed;
        armed = true;
        return first;
    }

    private void add(byte[] from, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, length + count));
        }
        System.arraycopy(from, 0, bytes, length, count);
        length += count;
    }

    /** What came since the last call. A character of several bytes that is not whole yet waits for the next call. */
    synchronized String delta() {
        armed = false;
        int end = length - unfinished();
        var text = new String(bytes, told, Math.max(0, end - told), StandardCharsets.UTF_8);
        told = Math.max(told, end);
        return text;
    }

    synchronized String whole() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** How many bytes at the end begin a UTF-8 character without ending it. */
    private int unfinished() {
        for (int back = 1; back <= Math.min(3, length); back++) {
            int b = bytes[length - back] & 0xFF;
            if (b < 0x80) {
                return 0;
            }
            if (b >= 0xC0) {
                int needs = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return needs > back ? back : 0;
            }
        }
        return 0;
    }
}
