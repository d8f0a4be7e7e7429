package carillon.core.error;

import java.util.Locale;

/**
 * Everything that Carillon refuses or fails at. Names and numbers are API, wording is not. Adapters only translate.
 *
 * <p>Private WebSocket close codes 4000–4499 mean "reconnect", 4500–4999 "do not" (Centrifuge's convention); standard
 * codes are used where one says it exactly.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, 1007, false, "the request is not well-formed"),
    INVALID_EVENT(422, 4522, false, "the event is well-formed, but a value in it is not allowed"),
    INVALID_SPEC(400, 4500, false, "the subscription does not parse"),
    FILTER_TOO_DEAR(422, 4501, false, "the filter would cost too much for each event"),
    TOO_MANY_SUBSCRIPTIONS(429, 4502, false, "the connection has as many subscriptions as it may have"),
    UNAUTHENTICATED(401, 4401, false, "credentials are missing or unreadable"),
    BAD_CREDENTIALS(403, 4403, false, "the credentials are wrong, expired or revoked"),
    FORBIDDEN(403, 1008, false, "the principal lacks a claim"),
    NOT_FOUND(404, 4504, false, "there is nothing here"),
    METHOD_NOT_ALLOWED(405, 4505, false, "the path does not know this method"),
    CONFLICT(409, 4509, false, "the present state does not allow it"),
    PRECONDITION_FAILED(412, 4512, false, "somebody else changed it first"),
    TOO_LARGE(413, 1009, false, "the message or body is over its limit"),
    UNSUPPORTED_MEDIA_TYPE(415, 4515, false, "the content type is not understood here"),
    TOO_MANY_REQUESTS(429, 4029, true, "more than may be done at a time; try again later"),
    SLOW_CONSUMER(503, 4000, true, "the connection takes events slower than they come"),
    OVERLOADED(503, 1013, true, "too much waits to be stored; try again later"),
    STORAGE_FULL(507, 4007, true, "the disk is full; publishing resumes when there is room"),
    STORAGE_FAILED(503, 4003, false, "the disk failed; the server refuses writes until it is restarted"),
    SHUTTING_DOWN(503, 1001, true, "the server is going away"),
    INTERNAL(500, 1011, true, "the server broke a promise of its own; see its log");

    private final int httpStatus;
    private final int closeCode;
    private final boolean retry;
    private final String meaning;

    ErrorCode(int httpStatus, int closeCode, boolean retry, String meaning) {
        this.httpStatus = httpStatus;
        this.closeCode = closeCode;
        this.retry = retry;
        this.meaning = meaning;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The code of the close frame when a WebSocket ends for this reason. */
    public int closeCode() {
        return closeCode;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retry() {
        return retry;
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }

    /** The stable lower-case name, {@code too-large}; also the anchor on the reference page. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
