package carillon.server.http;

/**
 * What one connection's peer does. Called on the connection's event loop, one call after another; must not block. Work
 * that blocks goes to {@link WebSocketConnection#runInOrder}.
 */
public interface WebSocketListener {

    int POLICY_VIOLATION = 1008;

    /** A whole text message, fragments put together, valid UTF-8, within the limit. */
    default void onText(String text) {}

    /** A whole binary message. */
    default void onBinary(byte[] bytes) {}

    default void onPong(byte[] payload) {}

    /** Any frame at all, before the call for its content. */
    default void onAnyFrame() {}

    /**
     * A moment to look at deadlines, a few times a second while the connection is open.
     *
     * @param now as {@link System#nanoTime} tells it
     */
    default void onTick(long now) {}

    /** Whether something that came is still being worked on: a server that stops closes after the answer, if it can. */
    default boolean owesAnswers() {
        return false;
    }

    /** The close code where the credentials of the request are revoked; the peer need not come back with them. */
    default int revokedCode() {
        return POLICY_VIOLATION;
    }

    /**
     * The connection is over, exactly once, whoever ended it.
     *
     * @param code of the peer's close frame, or of ours; 1006 if there was none
     */
    default void onClose(int code, String reason) {}
}
