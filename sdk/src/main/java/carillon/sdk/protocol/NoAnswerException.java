package carillon.sdk.protocol;

/** There is no event that could be the answer: transports say so in their own way, HTTP with 500. */
final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoAnswerException(Throwable cause) {
        super(cause);
    }
}
