package carillon.sdk.protocol;

/**
 * Answers events of one name and version. Runs once for each request; requests run concurrently, so a handler is
 * thread-safe. A handler that also implements {@link EventDoc} is described on the documentation page.
 */
@FunctionalInterface
public interface Handler {

    /**
     * Handles one event.
     *
     * @param context what the tracker's Start returned
     * @param event the request as it came; identity and auth included in both dialects
     * @return the response, sent as it is in dialect {@code go}
     * @throws Exception to be answered as an error event by the rules of the dialect; the connection survives
     */
    Outcome handle(Context context, Envelope event) throws Exception;
}
