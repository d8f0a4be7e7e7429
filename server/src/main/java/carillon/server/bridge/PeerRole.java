package carillon.server.bridge;

import java.util.Locale;

/** What a peer said it is. */
public enum PeerRole {
    /** It has not said yet, and is paired with nobody. */
    UNKNOWN,
    SERVER,
    CLIENT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    /** Whatever is no server is a client. */
    static PeerRole ofType(String type) {
        return type.equals("server") ? SERVER : CLIENT;
    }

    boolean pairsWith(PeerRole other) {
        return this != UNKNOWN && other != UNKNOWN && this != other;
    }
}
