package carillon.server.dialect.sysadm;

/**
 * Who is logged in.
 *
 * @param user the name in the directory
 * @param principal as events name it
 * @param full full access, or limited
 */
record Login(String user, String principal, boolean full) {}
