package carillon.sdk.protocol;

import java.util.Optional;

/**
 * The request of the transport as trackers may look at it: an HTTP request, or the upgrade request of a WebSocket. Lives
 * as long as the request.
 */
public interface Exchange {

    /** No transport: for tests and for embedding without a network. */
    Exchange NONE = new Exchange() {};

    /** Upper case; empty if there is none. */
    default String method() {
        return "";
    }

    /** Path without query; empty if there is none. */
    default String path() {
        return "";
    }

    /** The first request header of that name, in any letter case. */
    default Optional<String> header(String name) {
        return Optional.empty();
    }

    /** Sets a response header, where the transport has any for each event; ignored elsewhere. */
    default void responseHeader(String name, String value) {}

    /**
     * Whether answers come back in any order. Then {@code metadata.requestId} of the answer holds the request's id
     * (events-protocol section 9).
     */
    default boolean asynchronous() {
        return false;
    }
}
