package carillon.sdk.protocol;

import java.nio.charset.StandardCharsets;

/**
 * What to send back for one body.
 *
 * @param status 200 for every answer of the protocol, also for its errors; 500 when there is no event to answer with
 * @param contentType media type for HTTP
 * @param body UTF-8; with status 200 one event, in dialect {@code go} with a line feed at the end
 */
public record Answer(int status, String contentType, byte[] body) {

    /** Whether the body is an event. */
    public boolean isEvent() {
        return status == 200;
    }

    /** The event without the line feed, for transports that frame messages themselves. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8).stripTrailing();
    }
}
