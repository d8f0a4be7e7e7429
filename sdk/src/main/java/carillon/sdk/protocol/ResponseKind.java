package carillon.sdk.protocol;

/** What a response is, told by its name alone (events-protocol section 2.3). */
public sealed interface ResponseKind {

    /** The name ends in {@code :response}. */
    record Success() implements ResponseKind {}

    /** The name ends in {@code :redirect}. */
    record Redirect() implements ResponseKind {}

    /** Everything else; the type is the text after the last colon, or the whole name. */
    record Failure(ErrorType type) implements ResponseKind {}

    /** Classifies a response. Bare {@code response} is an error of an unknown type. */
    static ResponseKind of(String name) {
        if (name.endsWith(":response")) {
            return new Success();
        }
        if (name.endsWith(":redirect")) {
            return new Redirect();
        }
        return new Failure(new ErrorType(name.substring(name.lastIndexOf(':') + 1)));
    }
}
