package carillon.core.access;

/** Why somebody sees an event or does not: for every event and every principal one of these, wherever it is asked. */
public enum Ground {
    SUPERUSER(true),
    /** It has an owner, and that is who asks. */
    ADDRESSED(true),
    /** It has an owner, and that is somebody else. */
    ADDRESSED_TO_ANOTHER(false),
    /** A tenant is asked before the claims. */
    OUTSIDE_TENANT(false),
    CLAIM(true),
    /** A type that is about no object that is kept here: for everybody who is logged in (drp-websocket section 8.3). */
    OPEN_TYPE(true),
    NO_CLAIM(false);

    private final boolean shows;

    Ground(boolean shows) {
        this.shows = shows;
    }

    /** Whether the event is seen. */
    public boolean shows() {
        return shows;
    }
}
