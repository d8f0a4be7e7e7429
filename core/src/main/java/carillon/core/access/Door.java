package carillon.core.access;

/** How far a door lets somebody in that opens by the name of a role: SysAdm's logins (section 5 of its specification). */
public enum Door {
    /** Superusers. */
    FULL,
    /** Those who have one of the roles that the configuration names. */
    LIMITED,
    SHUT
}
