package carillon.server.source.jobs;

/** The queues of section 8.6, in the order in which lists and kills go through them. */
public enum QueueName {
    PARALLEL("no_queue"),
    PACKAGES("pkg_queue"),
    JAILS("iocage_queue");

    private final String wire;

    QueueName(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Whether jobs run one at a time, first come first served. */
    public boolean serial() {
        return this != PARALLEL;
    }
}
