package carillon.server.http;

import carillon.core.delivery.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes complete server-sent events. */
public final class SseFrames {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private SseFrames() {}

    /** A frame to be shared. Empty id or event leave that field out; data may have several lines. */
    public static Frame frame(String id, String event, byte[] data) {
        var bytes = event(id, event, data);
        return BufferFrame.of(BufferFrame.allocate(bytes.length).writeBytes(bytes));
    }

    /** The bytes of one event. Line breaks inside id or event, which would start a field of their own, become blanks. */
    public static byte[] event(String id, String event, byte[] data) {
        var out = new ByteArrayOutputStream(data.length + 64);
        field(out, "id: ", id);
        field(out, "event: ", event);
        lines(out, data);
        out.write('\n');
        return out.toByteArray();
    }

    /** The bytes of a comment, which clients ignore. */
    public static byte[] comment(String text) {
        return (": " + oneLine(text) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void field(ByteArrayOutputStream out, String name, String value) {
        if (!value.isEmpty()) {
            out.writeBytes((name + oneLine(value) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    /** A field for each line; most data is JSON, which has one. */
    private static void lines(ByteArrayOutputStream out, byte[] data) {
        int from = 0;
        int end = lineEnd(data, from);
        line(out, data, from, end);
        while (end < data.length) {
            from = isPair(data, end) ? end + 2 : end + 1;
            end = lineEnd(data, from);
            line(out, data, from, end);
        }
    }

    private static void line(ByteArrayOutputStream out, byte[] data, int from, int end) {
        out.writeBytes(DATA);
        out.write(data, from, end - from);
        out.write('\n');
    }

    private static int lineEnd(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != '\n' && data[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isPair(byte[] data, int at) {
        return data[at] == '\r' && at + 1 < data.length && data[at + 1] == '\n';
    }
}
