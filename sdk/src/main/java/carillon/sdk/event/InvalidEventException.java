package carillon.sdk.event;

import java.util.List;

/** An event breaks rules that producers keep; all of them are listed, not only the first. */
public final class InvalidEventException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private static final String CODE = "meshery-server-1357";

    private final transient List<String> violations;

    InvalidEventException(List<String> violations) {
        super("the event is not valid (" + CODE + "): " + String.join("; ", violations));
        this.violations = List.copyOf(violations);
    }

    /** The code that the same mistake has on the wire. */
    public String code() {
        return CODE;
    }

    /** One line for each broken rule. */
    public List<String> violations() {
        return violations;
    }
}
