package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Redis Streams: {@code XADD}, answered with the entry's id as a bulk string. */
final class RedisPublishing implements Acknowledging {

    private final Template template;

    RedisPublishing(String body) {
        template = new Template(
                "*5\r\n$4\r\nXADD\r\n$5\r\nbench\r\n$1\r\n*\r\n$1\r\ne\r\n$" + body.length() + "\r\n" + body + "\r\n");
    }

    @Override
    public ByteBuf request(long firstNumber) {
        return template.fill(firstNumber);
    }

    @Override
    public boolean answered(ByteBuf bytes) throws IOException {
        int start = bytes.readerIndex();
        int first = bytes.indexOf(start, bytes.writerIndex(), (byte) '\n');
        int second = first < 0 ? -1 : bytes.indexOf(first + 1, bytes.writerIndex(), (byte) '\n');
        if (first >= 0 && bytes.getByte(start) != '$') {
            throw new IOException("XADD answered " + bytes.toString(start, first - start, StandardCharsets.US_ASCII));
        }
        if (second < 0) {
            return false;
        }
        bytes.readerIndex(second + 1);
        return true;
    }
}
