package carillon.server.http;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param headerTimeout from the first byte of a request (or from accepting the connection) to the end of its headers
 * @param bodyTimeout from the end of the headers to the end of the body
 * @param idleTimeout how long a connection may rest between requests
 */
public record HttpLimits(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int maxQueryParameters,
        int maxBodyBytes,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxRequestsAtOnce) {

    public static final HttpLimits DEFAULT = new HttpLimits(
            16_384,
            32_768,
            128,
            1_000,
            1 << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            20_000,
            4_096);

    public HttpLimits withMaxBodyBytes(int bytes) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                bytes,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                maxConnections,
                maxRequestsAtOnce);
    }

    public HttpLimits withTimes(Duration header, Duration body, Duration idle) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                header,
                body,
                idle,
                maxConnections,
                maxRequestsAtOnce);
    }

    public HttpLimits withMaxConnections(int connections) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                connections,
                maxRequestsAtOnce);
    }
}
