package carillon.sdk.protocol;

/** What the two dialects answer when something is not as it should be (events-protocol section 3.3). */
interface Rules {

    static Rules of(Mux mux) {
        return mux.options().dialect() == Dialect.GO ? new GoRules() : new GbRules(mux.exceptions(), mux.tracker());
    }

    /** The body did not decode, or lacks a required field. */
    Envelope undecodable(RuntimeException problem);

    /** No handler for the name and version. */
    Envelope notFound(Envelope request);

    /** As {@link #notFound}, for an element of a batch. */
    Envelope elementNotFound(Envelope request);

    /** The handler threw. May throw in turn: then there is no answer but a bare failure. */
    Envelope crashed(Envelope request, Exception thrown);

    /** The handler's response as it may leave. May throw, as {@link #crashed}. */
    Envelope finished(Envelope request, Outcome outcome);

    /** The media type of every answer. */
    String contentType();

    /** What stands in the body when there is no event to answer with. */
    String bareFailure();

    /** What ends the body. */
    String terminator();
}
