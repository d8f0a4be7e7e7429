package carillon.server.socketio;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One packet of Socket.IO 5.
 *
 * @param attachments how many binary messages follow and belong to it
 * @param namespace with its leading slash, without query
 * @param ackId of an acknowledgement that is asked for or given; null if none
 * @param auth what a CONNECT brings; null if nothing
 * @param name of an event, a text or a number as text; empty for other packets
 * @param text the payload as it came; empty if none
 */
record SocketPacket(
        Type type,
        int attachments,
        String namespace,
        @Nullable Long ackId,
        @Nullable JsonNode auth,
        String name,
        String text) {

    /** In the order of their digits. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR,
        BINARY_EVENT,
        BINARY_ACK
    }
}
