package carillon.sdk.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A handler's way to answer with a typed error in dialect {@code gb}: {@code <name>:<type>} with code and parameters. Its
 * message never reaches the caller.
 */
public class EventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final transient Map<String, @Nullable Object> parameters;
    private final transient ErrorType type;
    private final boolean expected;

    /**
     * A failure of a type that clients know; of any other the caller gets HTTP 500 and an empty body (events-protocol
     * section 3.3).
     *
     * @param code stable, for programs
     * @param parameters details for programs; values may be null and are then sent as null
     * @param expected whether monitoring should stay calm
     */
    public EventException(String code, Map<String, ?> parameters, ErrorType type, boolean expected) {
        super(code);
        this.code = code;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.type = type;
        this.expected = expected;
    }

    /** An unexpected failure of type {@code error}. */
    public EventException(String code, Map<String, ?> parameters) {
        this(code, parameters, ErrorType.GENERIC, false);
    }

    /** Stable, for programs: {@code NEGATIVE_AMOUNT}. */
    public String code() {
        return code;
    }

    /** Details for programs; values may be null. */
    public Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    /** The suffix of the answer's name. */
    public ErrorType type() {
        return type;
    }

    /** Whether monitoring should stay calm; not on the wire. */
    public boolean expected() {
        return expected;
    }
}
