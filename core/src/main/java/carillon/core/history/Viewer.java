package carillon.core.history;

import carillon.core.access.Authorizer.Visibility;

/**
 * Who asks the history.
 *
 * @param user whose read state and dismissals count, and to whom events of other owners are invisible
 * @param seesAll an administrator: events of all owners, whatever the claims
 * @param claims which of the events without an owner exist for this viewer: in lists, totals and types alike
 */
public record Viewer(String user, boolean seesAll, Visibility claims) {

    /** A viewer from whom claims hide nothing. */
    public static Viewer unrestricted(String user, boolean seesAll) {
        return new Viewer(user, seesAll, Visibility.EVERYTHING);
    }
}
