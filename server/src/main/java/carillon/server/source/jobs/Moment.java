package carillon.server.source.jobs;

import java.util.Locale;
import java.util.Optional;

/**
 * The moments in the life of a job at which something is told. Which of them a client is shown depends on its dialect and
 * on whether the job is classified, so each event carries its moment in its metadata.
 */
public enum Moment {
    QUEUED(JobState.PENDING),
    STILL_QUEUED(JobState.PENDING),
    /** Taken from the queue: the event of two members that the wire form shows for every job. */
    TAKEN(JobState.RUNNING),
    STARTED(JobState.RUNNING),
    OUTPUT(JobState.RUNNING),
    COMMAND_ENDED(JobState.RUNNING),
    FINISHED(JobState.FINISHED);

    /** Names in the metadata of an event. */
    public static final String MEMBER = "moment";

    public static final String CLASSIFIED = "classified";

    private final JobState state;
    private final String wire = name().toLowerCase(Locale.ROOT);

    Moment(JobState state) {
        this.state = state;
    }

    JobState state() {
        return state;
    }

    public String wire() {
        return wire;
    }

    /** The moment spelled so; empty for anything else. */
    public static Optional<Moment> ofWire(String text) {
        for (var moment : values()) {
            if (moment.wire.equals(text)) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }
}
