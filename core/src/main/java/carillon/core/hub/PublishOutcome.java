package carillon.core.hub;

import carillon.core.error.Refusal;
import java.util.List;

/** What became of one publish. Each adapter turns it into its own reply with one exhaustive switch. */
public sealed interface PublishOutcome {

    /**
     * On disk, all of it.
     *
     * @param stored one for each event, in the order given
     */
    record Accepted(List<Stored> stored) implements PublishOutcome {
        public Accepted {
            stored = List.copyOf(stored);
        }
    }

    /**
     * Turned away before anything was stored.
     *
     * @param index which event of those given is to blame; 0 when it is none in particular
     */
    record Refused(int index, Refusal refusal) implements PublishOutcome {}

    /**
     * Where one event is.
     *
     * @param sequence its place in the log, final even if nobody is connected
     * @param duplicate the same id was published before, inside the deduplication window; nothing new was stored, and the
     *     sequence is that of the first
     */
    record Stored(String id, long sequence, boolean duplicate) {}
}
