package carillon.core.error;

/**
 * Carries a refusal out of a call whose callers all do the same with it: show it in the manner of their dialect. Whoever
 * answers requests shows {@link #refusal()} instead of an internal error.
 */
public class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public RefusedException(ErrorCode code, String detail) {
        this(new Refusal(code, detail));
    }

    public RefusedException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    public RefusedException(Refusal refusal, Throwable cause) {
        super(refusal.detail(), cause);
        this.refusal = refusal;
    }

    /** Without a cause, and without a stack trace if many are thrown. */
    protected RefusedException(Refusal refusal, boolean stackTrace) {
        super(refusal.detail(), null, false, stackTrace);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
