package carillon.sdk.protocol;

/**
 * Which of the two families of implementations a mount point behaves like. They are not compatible on the wire, so one
 * mount point speaks exactly one (events-protocol section 0).
 */
public enum Dialect {
    /** Lenient requests, bare {@code error} answers, fresh ids, no {@code identity} and {@code auth} in responses. */
    GO,
    /** Strictly validated requests, typed errors, all eight keys always present. */
    GB
}
