package carillon.core.hub;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Event;
import carillon.sdk.event.JsonText;
import org.jspecify.annotations.Nullable;

/** How large the parts of an event may be. Short texts are indexed, so they are bounded more tightly than the whole. */
final class EventLimits {

    private static final int MAX_WORD = 1_024;
    private static final int MAX_DESCRIPTION = 16_384;

    private EventLimits() {}

    /** What is too large, or null. */
    static @Nullable Refusal breach(Event event, int maxBytes) {
        var subject = event.subject();
        var word = firstTooLong(
                "id", event.id(),
                "type", subject.type(),
                "action", subject.action(),
                "key", subject.key(),
                "source", event.source(),
                "operation", event.operation());
        if (word != null) {
            return new Refusal(ErrorCode.INVALID_EVENT, word + " is longer than " + MAX_WORD + " characters");
        }
        var owner = event.owner();
        if (owner != null && owner.length() > MAX_WORD) {
            return new Refusal(ErrorCode.INVALID_EVENT, "owner is longer than " + MAX_WORD + " characters");
        }
        if (event.description().length() > MAX_DESCRIPTION) {
            return new Refusal(
                    ErrorCode.INVALID_EVENT, "description is longer than " + MAX_DESCRIPTION + " characters");
        }
        if (hasLoneSurrogate(event)) {
            return new Refusal(
                    ErrorCode.INVALID_EVENT,
                    "a text of the event holds half of a surrogate pair, which is no character");
        }
        long bytes = (long) event.object().utf8().length
                + event.original().utf8().length
                + event.metadata().utf8().length;
        return bytes > maxBytes
                ? new Refusal(
                        ErrorCode.TOO_LARGE,
                        "object, original and metadata are " + bytes + " bytes together; the limit is " + maxBytes)
                : null;
    }

    /** It has no UTF-8 form: what is stored would be another text. */
    private static boolean hasLoneSurrogate(Event event) {
        var subject = event.subject();
        var owner = event.owner();
        return anyLone(subject.key(), event.id(), subject.type(), subject.action(), event.description())
                || anyLone(event.source(), event.operation(), event.principal(), owner == null ? "" : owner);
    }

    private static boolean anyLone(String... texts) {
        for (var text : texts) {
            if (JsonText.loneSurrogate(text) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String firstTooLong(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1].length() > MAX_WORD) {
                return namesAndValues[i];
            }
        }
        return null;
    }
}
