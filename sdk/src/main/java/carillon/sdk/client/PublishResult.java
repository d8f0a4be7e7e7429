package carillon.sdk.client;

import java.util.List;

/** What became of a publish. */
public sealed interface PublishResult {

    /** On the server's disk; one sequence for each event, in the order given. */
    record Stored(List<Long> sequences) implements PublishResult {
        public Stored {
            sequences = List.copyOf(sequences);
        }
    }

    /**
     * The server turned it away, and stored nothing.
     *
     * @param status HTTP status
     * @param detail the server's words: what was wrong and what to do
     * @param retry whether the same publish may succeed later
     */
    record Refused(int status, String detail, boolean retry) implements PublishResult {}
}
