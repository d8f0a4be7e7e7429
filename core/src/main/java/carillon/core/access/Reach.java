package carillon.core.access;

/** How much somebody sees of the events without owner that share one type and action. */
public enum Reach {
    ALL,
    NONE,
    /** It depends on the key or the object, so each event has to be asked about. */
    SOME
}
