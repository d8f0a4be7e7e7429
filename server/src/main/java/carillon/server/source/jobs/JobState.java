package carillon.server.source.jobs;

import java.util.Locale;

/** Where a job stands. */
enum JobState {
    PENDING,
    RUNNING,
    FINISHED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    String wire() {
        return wire;
    }
}
