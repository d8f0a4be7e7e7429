package carillon.core.log;

/** What the {@link Judge} decided about one draft, in log order. */
public sealed interface Verdict {

    /**
     * It is in the log.
     *
     * @param sequence its place
     */
    record Stored(long sequence) implements Verdict {}

    /**
     * An event with its id is in the log already; nothing was stored for it.
     *
     * @param sequence where that event is
     * @param publisher who published that event
     */
    record Duplicate(long sequence, String publisher) implements Verdict {}

    /**
     * The object is not in the version that the change was decided on; nothing was stored.
     *
     * @param version the one that it is in; 0 if there is no such object
     */
    record Outdated(long version) implements Verdict {}

    /** Nothing is wrong with it, but another draft of its append has the id of somebody else's event, so nothing was stored. */
    record Withheld() implements Verdict {}
}
