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

    public ErrorType type() {
        return type;
    }

    /** Whether monitoring should stay calm; not on the wire. */
    public boolean expected() {
        return expected;
    }
}
