package carillon.core.error;

import java.util.Locale;

/**
 * Everything that Carillon refuses or fails at. Names and numbers are API, wording is not. Adapters only translate.
 * {@code docs/reference/errors.md} and the page {@code /errors} are written from this list.
 *
 * <p>Private WebSocket close codes 4000–4499 mean "reconnect", 4500–4999 "do not" (Centrifuge's convention); standard
 * codes are used where one says it exactly.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(
            400,
            1007,
            false,
            "the request is not well-formed",
            "Correct what the detail names: broken HTTP, bytes that are not UTF-8, half of a surrogate pair, text that is not JSON."),
    INVALID_EVENT(
            422,
            4522,
            false,
            "the event is well-formed, but a value in it is not allowed",
            "Correct the member that the problem names. Nothing of the request was stored."),
    INVALID_SPEC(
            400,
            4500,
            false,
            "the subscription does not parse",
            "Write type.action.key, optionally with a filter behind it."),
    FILTER_TOO_EXPENSIVE(
            422,
            4501,
            false,
            "the filter would cost too much for each event",
            "Use fewer terms or fewer regular expressions, or spread them over several streams."),
    SEARCH_TOO_EXPENSIVE(
            422,
            4503,
            false,
            "the search took longer than one search may",
            "Narrow it by type, severity, time or owner, or ask for fewer and earlier rows."),
    TOO_MANY_SUBSCRIPTIONS(
            429,
            4502,
            false,
            "the connection, or its principal, has as many subscriptions as it may have",
            "End some of them; the detail names the bound."),
    UNAUTHENTICATED(
            401,
            4401,
            false,
            "credentials are missing or unreadable",
            "Send a token (Authorization: Bearer) or a user name and password (Authorization: Basic)."),
    BAD_CREDENTIALS(
            403,
            4403,
            false,
            "the credentials are wrong, expired or revoked",
            "Check user name and password, or get a new token."),
    FORBIDDEN(403, 1008, false, "the principal lacks a claim", "Ask an administrator for a role with that claim."),
    FOREIGN_ORIGIN(
            403,
            4506,
            false,
            "the request comes from a web page of another origin",
            "Add the origin of the page to http.cors-origins, if you trust the page."),
    UNKNOWN_HOST(
            421,
            4521,
            false,
            "the Host header names no host of this server",
            "Use an IP address or localhost, or add the name to http.hosts."),
    NOT_FOUND(
            404, 4504, false, "there is nothing here", "Check path and id. What you may not see is not found either."),
    METHOD_NOT_ALLOWED(405, 4505, false, "the path does not know this method", "Use one of those in the Allow header."),
    REQUEST_TIMEOUT(408, 4008, true, "the request took too long to arrive", "Send it again over a faster connection."),
    CONFLICT(409, 4509, false, "the present state does not allow it", "Read the present state, then decide again."),
    PRECONDITION_FAILED(
            412,
            4512,
            false,
            "the object has changed meanwhile",
            "Read the object again, and apply your change to its new state."),
    TOO_LARGE(
            413,
            1009,
            false,
            "the message or body is over its limit",
            "Send less at a time. The detail names the limit; http.max-body and others change it."),
    URI_TOO_LONG(
            414,
            4514,
            false,
            "the request line is over its limit",
            "Use fewer or shorter parameters, or send them as a body."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            4515,
            false,
            "the content type or content encoding is not understood here",
            "Send application/json, not compressed."),
    TOO_MANY_REQUESTS(
            429,
            4029,
            true,
            "more than may be done at a time",
            "Wait (Retry-After says how long if it is there), then try again."),
    HEADERS_TOO_LARGE(431, 4531, false, "the headers are over their limit", "Send fewer or shorter headers."),
    UNSUPPORTED_CODING(
            501,
            4541,
            false,
            "the transfer coding is not understood",
            "Send the body with a Content-Length, or with Transfer-Encoding: chunked and nothing else."),
    SLOW_CONSUMER(
            503,
            4000,
            true,
            "the connection takes events slower than they come",
            "Connect again with the last position. If it happens again, read faster or subscribe to less."),
    OVERLOADED(503, 1013, true, "too much waits to be stored", "Try again later, with growing pauses."),
    STORAGE_FULL(
            507, 4007, true, "the disk is full", "Make room on the disk of the server. Publishing resumes by itself."),
    STORAGE_FAILED(
            503,
            4003,
            false,
            "the disk failed; the server refuses writes until it is restarted",
            "Look into the log of the server, repair the disk, restart the server."),
    OUTCOME_UNKNOWN(
            503,
            4010,
            true,
            "it is not known whether the event was stored: it may appear after a restart",
            "Publish it again with the same id, as often as it takes: it is stored once."),
    HISTORY_UNAVAILABLE(
            503,
            4009,
            true,
            "the index of stored events cannot answer now; no event is lost",
            "Try again later. The detail has the reason, and docs/operations/history.md says what to do about it."),
    SHUTTING_DOWN(503, 1001, true, "the server is stopping", "Connect again a little later."),
    INTERNAL(
            500,
            1011,
            true,
            "the server broke a promise of its own",
            "Look into the log of the server, and report what it says. The same request may succeed later.");

    private final int httpStatus;
    private final int closeCode;
    private final boolean retry;
    private final String meaning;
    private final String remedy;

    ErrorCode(int httpStatus, int closeCode, boolean retry, String meaning, String remedy) {
        this.httpStatus = httpStatus;
        this.closeCode = closeCode;
        this.retry = retry;
        this.meaning = meaning;
        this.remedy = remedy;
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

    /** What the caller can do about it, in whole sentences. */
    public String remedy() {
        return remedy;
    }

    /** The stable lower-case name, {@code too-large}; also the anchor on the reference page. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
