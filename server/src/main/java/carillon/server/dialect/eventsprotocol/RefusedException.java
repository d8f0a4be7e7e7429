package carillon.server.dialect.eventsprotocol;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;

/** Carries a refusal out of a handler, to be shown in the manner of the dialect. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(ErrorCode code, String detail) {
        this(new Refusal(code, detail));
    }

    RefusedException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
