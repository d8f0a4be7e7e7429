package carillon.server.dialect.sysadm;

import carillon.core.delivery.Outlet;
import java.net.InetAddress;

/** The other end of a session: a client's own connection, or one client behind a bridge. */
interface Peer {

    /** Sends a frame after everything that was handed over before, events included. Any thread. */
    void send(String frame);

    /** Where the hub's events go. */
    Outlet outlet();

    /** Ends the connection. */
    void close(int code, String reason);

    InetAddress address();

    /** Behind a bridge only keys are a way in, and failures are not counted: the address is the bridge's. */
    boolean relayed();
}
