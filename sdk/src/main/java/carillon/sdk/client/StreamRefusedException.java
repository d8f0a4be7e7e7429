package carillon.sdk.client;

/** The server will not serve the stream, and trying again would not help. The message is the server's. */
public final class StreamRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    StreamRefusedException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }
}
