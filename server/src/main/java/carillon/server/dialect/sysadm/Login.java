package carillon.server.dialect.sysadm;

import carillon.core.access.Principal;

/**
 * Who is logged in.
 *
 * @param who as the directory knew the user at the login
 * @param full full access, or limited
 */
record Login(Principal who, boolean full) {

    /** The name in the directory. */
    String user() {
        return who.user();
    }
}
