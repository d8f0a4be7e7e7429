package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** NATS JetStream over TCP: a message with a reply subject, on which the stream says that it has it. */
final class JetStreamPublishing implements Acknowledging {

    /** Whoever asks for it when it is there already gets the same answer. */
    private static final String STREAM = "{\"name\":\"bench\",\"subjects\":[\"bench\"],\"storage\":\"file\"}";

    private static final ByteBuf PING = Unpooled.copiedBuffer("PING\r\n", StandardCharsets.US_ASCII);

    private final String inbox;
    private final Template template;

    /** The inbox is to be this connection's alone: each connection would get the answers to all of them. */
    JetStreamPublishing(String inbox, String body) {
        this.inbox = inbox;
        template = new Template("PUB bench " + inbox + " " + body.length() + "\r\n" + body + "\r\n");
    }

    @Override
    public ByteBuf hello() {
        return Unpooled.copiedBuffer(
                "CONNECT {\"verbose\":false}\r\nSUB " + inbox + " 1\r\nPUB $JS.API.STREAM.CREATE.bench " + inbox + " "
                        + STREAM.length() + "\r\n" + STREAM + "\r\n",
                StandardCharsets.US_ASCII);
    }

    /** Behind the server's own greeting comes what it says to the stream. */
    @Override
    public boolean greeted(ByteBuf bytes) throws IOException {
        var greeting = bytes.toString(StandardCharsets.US_ASCII);
        if (!greeting.contains("stream_create_response") || !greeting.endsWith("\r\n")) {
            return false;
        }
        if (greeting.contains("\"error\"")) {
            throw new IOException("JetStream answered " + greeting);
        }
        bytes.readerIndex(bytes.writerIndex());
        return true;
    }

    @Override
    public ByteBuf request(long firstNumber) {
        return template.fill(firstNumber);
    }

    /** {@code MSG inbox 1 LENGTH}, and a line of JSON. Pings have minutes to be answered, longer than any load takes. */
    @Override
    public boolean answered(ByteBuf bytes) throws IOException {
        int ping = PING.readableBytes();
        while (bytes.readableBytes() >= ping && ByteBufUtil.equals(bytes, bytes.readerIndex(), PING, 0, ping)) {
            bytes.skipBytes(ping);
        }
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
