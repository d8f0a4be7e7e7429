package carillon.sdk.protocol;

import java.util.Set;

/**
 * The suffix that tells the kind of an error response (events-protocol section 2.2). A type that this library does not
 * know keeps its text; servers never send one on purpose.
 */
public record ErrorType(String text) {

    public static final ErrorType GENERIC = new ErrorType("error");
    public static final ErrorType BAD_REQUEST = new ErrorType("badRequest");
    public static final ErrorType UNAUTHORIZED = new ErrorType("unauthorized");
    public static final ErrorType NOT_FOUND = new ErrorType("notFound");
    public static final ErrorType FORBIDDEN = new ErrorType("forbidden");
    public static final ErrorType USER_DENIED = new ErrorType("userDenied");
    public static final ErrorType RESOURCE_DENIED = new ErrorType("resourceDenied");
    public static final ErrorType EXPIRED = new ErrorType("expired");
    public static final ErrorType EVENT_NOT_FOUND = new ErrorType("eventNotFound");
    public static final ErrorType BAD_PROTOCOL = new ErrorType("badProtocol");
    public static final ErrorType GONE = new ErrorType("gone");
    public static final ErrorType UNPROCESSABLE = new ErrorType("unprocessable");

    private static final Set<ErrorType> KNOWN = Set.of(
            GENERIC,
            BAD_REQUEST,
            UNAUTHORIZED,
            NOT_FOUND,
            FORBIDDEN,
            USER_DENIED,
            RESOURCE_DENIED,
            EXPIRED,
            EVENT_NOT_FOUND,
            BAD_PROTOCOL,
            GONE,
            UNPROCESSABLE);

    /** Whether clients know it. */
    public boolean known() {
        return KNOWN.contains(this);
    }
}
