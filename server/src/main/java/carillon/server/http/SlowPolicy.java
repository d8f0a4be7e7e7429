package carillon.server.http;

/** What becomes of a connection that takes events slower than they come. */
public enum SlowPolicy {
    /** The new event is dropped for this connection and counted; the connection stays (Digital Rebar's rule). */
    DROP_NEWEST,
    /** The connection is closed with 4000, to come back and resume from its position. */
    CLOSE_SLOW,
    /** The connection is closed with 1013, for peers that cannot resume (SysAdm's rule). */
    CLOSE_TRY_LATER
}
