package carillon.server.http;

import carillon.core.delivery.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes complete server-sent events. */
public final class SseFrames {

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

    private static void lines(ByteArrayOutputStream out, byte[] data) {
        var prefix = "data: ".getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(prefix);
        for (int i = 0; i < data.length; i++) {
            boolean pair = data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n';
            if (pair) {
                continue;
            }
            out.write(data[i] == '\r' ? '\n' : data[i]);
            if (data[i] == '\n' || data[i] == '\r') {
                out.writeBytes(prefix);
            }
        }
        out.write('\n');
    }
}
