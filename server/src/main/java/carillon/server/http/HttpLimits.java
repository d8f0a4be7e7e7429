package carillon.server.http;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param maxBodyBytes of one request, unless its route says otherwise
 * @param maxInboundMemory of all request bodies and unfinished WebSocket messages together, in bytes, beyond the first 4 KiB of each
 * @param headerTimeout from the first byte of a request (or from accepting the connection) to the end of its headers
 * @param bodyTimeout how long a part of a body of {@code minSendRate} may take; a smaller body has as long from the end of the headers
 * @param idleTimeout how long a connection may rest between requests
 * @param minReadRate bytes a second that a peer takes of what waits for it, or it is dropped: of an answer on average over
 *     {@code bodyTimeout}, of a stream over its own write timeout
 * @param minSendRate bytes a second that a large body, or message of a WebSocket, has to come with, on average over {@code bodyTimeout}
 * @param maxConnectionsEach of one address; loopback is not bounded
 * @param maxStreamsEach WebSockets and event streams of one principal, or of one address of callers that are not logged in
 */
public record HttpLimits(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int maxQueryParameters,
        int maxBodyBytes,
        long maxInboundMemory,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int minReadRate,
        int minSendRate,
        int maxConnections,
        int maxConnectionsEach,
        int maxStreamsEach,
        int maxRequestsAtOnce) {

    public static final HttpLimits DEFAULT = new HttpLimits(
            16_384,
            32_768,
            128,
            1_000,
            1 << 20,
            Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            1_024,
            16_384,
            20_000,
            16_000,
            16_000,
            4_096);

    public HttpLimits withBytes(int maxBody, long maxInbound) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBody,
                maxInbound,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                minReadRate,
                minSendRate,
                maxConnections,
                maxConnectionsEach,
                maxStreamsEach,
                maxRequestsAtOnce);
    }

    public HttpLimits withTimes(Duration header, Duration body, Duration idle) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                maxInboundMemory,
                header,
                body,
                idle,
                minReadRate,
                minSendRate,
                maxConnections,
                maxConnectionsEach,
                maxStreamsEach,
                maxRequestsAtOnce);
    }

    public HttpLimits withMaxConnections(int connections) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                maxInboundMemory,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                minReadRate,
                minSendRate,
                connections,
                maxConnectionsEach,
                maxStreamsEach,
                maxRequestsAtOnce);
    }

    public HttpLimits withMinReadRate(int bytesPerSecond) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                maxInboundMemory,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                bytesPerSecond,
                minSendRate,
                maxConnections,
                maxConnectionsEach,
                maxStreamsEach,
                maxRequestsAtOnce);
    }

    public HttpLimits withMinSendRate(int bytesPerSecond) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                maxInboundMemory,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                minReadRate,
                bytesPerSecond,
                maxConnections,
                maxConnectionsEach,
                maxStreamsEach,
                maxRequestsAtOnce);
    }

    public HttpLimits withMostEach(int connections, int streams) {
        return new HttpLimits(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxQueryParameters,
                maxBodyBytes,
                maxInboundMemory,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                minReadRate,
                minSendRate,
                maxConnections,
                connections,
                streams,
                maxRequestsAtOnce);
    }
}
