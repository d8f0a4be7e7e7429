package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** NATS JetStream over TCP: a message with a reply subject, on which the stream says that it has it. */
final class JetStreamPublishing implements Acknowledging {

    private static final String INBOX = "inbox";

    private final Template template;

    JetStreamPublishing(String body) {
        template = new Template("PUB bench " + INBOX + " " + body.length() + "\r\n" + body + "\r\n");
    }

    @Override
    public ByteBuf hello() {
        return Unpooled.copiedBuffer(
                "CONNECT {\"verbose\":false}\r\nSUB " + INBOX + " 1\r\nPING\r\n", StandardCharsets.US_ASCII);
    }

    /** Behind the server's own greeting comes the answer to our PING. */
    @Override
    public boolean greeted(ByteBuf bytes) {
        boolean whole = bytes.toString(StandardCharsets.US_ASCII).endsWith("PONG\r\n");
        if (whole) {
            bytes.readerIndex(bytes.writerIndex());
        }
        return whole;
    }

    @Override
    public ByteBuf request(long firstNumber) {
        return template.fill(firstNumber);
    }

    /** {@code MSG inbox 1 LENGTH}, and a line of JSON. */
    @Override
    public boolean answered(ByteBuf bytes) throws IOException {
        int start = bytes.readerIndex();
        int first = bytes.indexOf(start, bytes.writerIndex(), (byte) '\n');
        int second = first < 0 ? -1 : bytes.indexOf(first + 1, bytes.writerIndex(), (byte) '\n');
        if (second < 0) {
            return false;
        }
        var answer = bytes.toString(start, second - start, StandardCharsets.US_ASCII);
        if (!answer.contains("\"seq\"")) {
            throw new IOException("JetStream answered " + answer);
        }
        bytes.readerIndex(second + 1);
        return true;
    }
}
