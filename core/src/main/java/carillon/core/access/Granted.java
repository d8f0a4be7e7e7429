package carillon.core.access;

/** A claim that somebody has, and the name of the role that it comes from. */
public record Granted(String role, Claim claim) {}
