package carillon.sdk.filter;

/**
 * Ends a parse from any depth; never leaves the package. Without a stack trace, because hostile text makes many of them.
 */
final class FilterMistake extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int position;
    private final String explanation;

    FilterMistake(int position, String explanation) {
        super(explanation, null, false, false);
        this.position = position;
        this.explanation = explanation;
    }

    int position() {
        return position;
    }

    String explanation() {
        return explanation;
    }
}
