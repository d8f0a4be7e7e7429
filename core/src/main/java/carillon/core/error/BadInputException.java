package carillon.core.error;

/**
 * What a client sent cannot be used. It ends a reader from any depth; the reader itself catches it, and says where the
 * mistake is. Without a stack trace, because clients may cause as many as they like.
 */
public final class BadInputException extends RefusedException {

    private static final long serialVersionUID = 1;

    public BadInputException(ErrorCode code, String detail) {
        super(new Refusal(code, detail), false);
    }
}
