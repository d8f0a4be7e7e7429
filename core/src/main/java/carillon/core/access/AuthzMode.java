package carillon.core.access;

/** How it is decided which events somebody may see. */
public enum AuthzMode {
    /** Tenants first, then a claim to read the object or to do what was done (drp-websocket section 8.3). The default. */
    STRICT,
    /** What the 2019 server did: names it does not know need no particular claim (section 8.2). Discloses more. */
    UPSTREAM
}
