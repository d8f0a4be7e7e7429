package carillon.server.http;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a request is coded on its way. The decoder undoes {@code chunked} and refuses what makes the length doubtful; whatever
 * else is named would reach handlers as it is, taken for something that it is not.
 */
final class TransferCoding {

    private TransferCoding() {}

    /** Why the request cannot be read (RFC 9112 section 6.1, RFC 9110 section 8.4); null if it can. */
    static @Nullable Refusal fault(HttpRequest message) {
        var headers = message.headers();
        var transfer = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (transfer == null) {
            return null;
        }
        if (message.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return new Refusal(ErrorCode.MALFORMED_REQUEST, "HTTP/1.0 has no Transfer-Encoding: send a Content-Length");
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return new Refusal(
                    ErrorCode.MALFORMED_REQUEST, "a request has Transfer-Encoding or Content-Length, never both");
        }
        return headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1
                        && transfer.trim().equalsIgnoreCase("chunked")
                ? null
                : new Refusal(
                        ErrorCode.UNSUPPORTED_CODING,
                        "the only transfer coding here is chunked, not '" + transfer + "'");
    }

    /** Whether the body is compressed: nothing here would undo that. */
    static boolean compressed(HttpHeaders headers) {
        var encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "").trim();
        return !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity");
    }
}
