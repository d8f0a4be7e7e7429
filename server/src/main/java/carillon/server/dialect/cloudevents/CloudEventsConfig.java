package carillon.server.dialect.cloudevents;

/**
 * Limits of this dialect.
 *
 * @param maxBodyBytes of one request that publishes
 */
public record CloudEventsConfig(int maxBodyBytes) {}
