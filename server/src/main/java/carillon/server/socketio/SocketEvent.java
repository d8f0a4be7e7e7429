package carillon.server.socketio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that a client emitted.
 *
 * @param name a text, or a number as text
 * @param arguments what came after the name, as JSON texts with their digits
 * @param ackId to be given to {@link Socket#acknowledge}; null if the client wants no acknowledgement
 * @param binary whether it had binary attachments, which stand as placeholders in the arguments
 */
public record SocketEvent(
        String name, List<String> arguments, @Nullable Long ackId, boolean binary) {

    public SocketEvent {
        arguments = List.copyOf(arguments);
    }
}
