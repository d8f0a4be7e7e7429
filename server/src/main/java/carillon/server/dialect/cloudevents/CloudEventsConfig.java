package carillon.server.dialect.cloudevents;

import carillon.server.http.WebSocketLimits;

/**
 * Limits of this dialect.
 *
 * @param maxBodyBytes of one request that publishes
 * @param socket limits of {@code GET /cloudevents}
 */
public record CloudEventsConfig(int maxBodyBytes, WebSocketLimits socket) {}
