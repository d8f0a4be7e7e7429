package carillon.server.http;

import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * Reads requests and writes responses of HTTP/1 on one connection.
 *
 * <p>The transport's decoder takes any run of blanks, tabs and carriage returns in a request line for one space, and any version for one
 * that it knows. Another reader in front of this server could understand such a line differently, so that it is refused here.
 */
final class Http1Codec extends CombinedChannelDuplexHandler<HttpRequestDecoder, HttpResponseEncoder> {

    Http1Codec(HttpLimits limits) {
        super(
                new StrictDecoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.maxRequestLineBytes())
                        .setMaxHeaderSize(limits.maxHeaderBytes())),
                new HttpResponseEncoder());
    }

    private static final class StrictDecoder extends HttpRequestDecoder {

        StrictDecoder(HttpDecoderConfig config) {
            super(config);
        }

        /** Method, one space, target, one space, version (RFC 9112 section 3). */
        @Override
        protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
            int end = start + length;
            boolean before = line[start - 1] == ' ' && line[start - 2] > ' ';
            boolean after = end + 1 < line.length && line[end] == ' ' && line[end + 1] > ' ';
            if (!before || !after) {
                throw new IllegalArgumentException(
                        "a request line is a method, a target and a version with one space between them");
            }
            return super.splitSecondWordInitialLine(line, start, length);
        }

        @Override
        protected HttpMessage createMessage(String[] line) throws Exception {
            var version = line[2];
            if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
                throw new IllegalArgumentException("the version of a request is HTTP/1.1 or HTTP/1.0");
            }
            return super.createMessage(line);
        }
    }
}
