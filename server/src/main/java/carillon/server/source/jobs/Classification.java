package carillon.server.source.jobs;

/** Which part of the system a job belongs to, read off its id (section 8.5); unclassified jobs are told of differently. */
enum Classification {
    IOHYVE("sysadm/iohyve"),
    UPDATE("sysadm/update"),
    PACKAGES("sysadm/pkg"),
    SOURCES("sysadm/sourcectl"),
    NONE("");

    private final String eventSystem;

    Classification(String eventSystem) {
        this.eventSystem = eventSystem;
    }

    String eventSystem() {
        return eventSystem;
    }

    boolean classified() {
        return this != NONE;
    }

    /** The first rule that fits wins. */
    static Classification of(String id) {
        if (id.startsWith("sysadm_iohyve")) {
            return IOHYVE;
        }
        if (id.startsWith("sysadm_update")) {
            return head(id).equals("sysadm_update_runupdates") ? UPDATE : NONE;
        }
        if (id.startsWith("sysadm_pkg")) {
            return PACKAGES;
        }
        return id.startsWith("sysadm_sourcectl_") ? SOURCES : NONE;
    }

    /** The id before the first {@code ::}. */
    static String head(String id) {
        return before(id, "::");
    }

    /** The id before the first hyphen. */
    static String stem(String id) {
        return before(id, "-");
    }

    private static String before(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }
}
