package carillon.sdk.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a handler made of an event: the response, and beside it an error if there was one. The response is sent either
 * way; the error goes to the tracker alone (events-protocol section 2.5).
 *
 * @param byDialect whether this is the plain response of {@link Events#newResponse}: then the mux's dialect decides about its id, and
 *     about a payload that cannot be serialised
 */
public record Outcome(Envelope event, @Nullable Throwable error, boolean byDialect) {

    /** A response that is sent as it is. */
    public Outcome(Envelope event, @Nullable Throwable error) {
        this(event, error, false);
    }

    /** A response without an error. */
    public static Outcome of(Envelope event) {
        return new Outcome(event, null);
    }

    /** A response that tells the caller of a failure, and the failure for the tracker. */
    public static Outcome failed(Envelope event, Throwable error) {
        return new Outcome(event, error);
    }
}
