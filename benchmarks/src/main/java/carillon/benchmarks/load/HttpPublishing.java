package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** POSTs on a connection that is kept; the answer has a content length, as all answers here do. */
final class HttpPublishing implements Acknowledging {

    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

    private final Template template;

    HttpPublishing(String host, String path, String token, String body) {
        template = new Template("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    @Override
    public ByteBuf request(long firstNumber) {
        return template.fill(firstNumber);
    }

    @Override
    public boolean answered(ByteBuf bytes) throws IOException {
        int start = bytes.readerIndex();
        int end = endOfHead(bytes);
        if (end < 0) {
            return false;
        }
        int status = number(bytes, start + 9);
        int length = contentLength(bytes, start, end);
        if (bytes.writerIndex() - end < length) {
            return false;
        }
        if (status / 100 != 2) {
            throw new IOException(
                    "publishing answered " + bytes.toString(start, end + length - start, StandardCharsets.UTF_8));
        }
        bytes.readerIndex(end + length);
        return true;
    }

    private static int endOfHead(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at + 4 <= bytes.writerIndex(); at++) {
            at = bytes.indexOf(at, bytes.writerIndex() - 3, (byte) '\r');
            if (at < 0) {
                return -1;
            }
            if (bytes.getInt(at) == 0x0D0A0D0A) {
                return at + 4;
            }
        }
        return -1;
    }

    private static int contentLength(ByteBuf bytes, int from, int to) {
        for (int at = from; at + LENGTH.length < to; at++) {
            at = bytes.indexOf(at, to, (byte) '\r');
            if (at < 0 || at + LENGTH.length >= to) {
                return 0;
            }
            int same = 0;
            while (same < LENGTH.length
                    && (bytes.getByte(at + same) | (same > 1 ? 0x20 : 0)) == (LENGTH[same] | (same > 1 ? 0x20 : 0))) {
                same++;
            }
            if (same == LENGTH.length) {
                return number(bytes, at + same);
            }
        }
        return 0;
    }

    private static int number(ByteBuf bytes, int from) {
        int number = 0;
        for (int at = from; bytes.getByte(at) >= '0' && bytes.getByte(at) <= '9'; at++) {
            number = number * 10 + (bytes.getByte(at) - '0');
        }
        return number;
    }
}
