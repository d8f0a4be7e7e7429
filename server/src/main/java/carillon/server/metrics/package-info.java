/**
 * What the server counts, for Prometheus, and whether it is alive and ready.
 *
 * <p>Front door: {@link carillon.server.metrics.MetricsRoutes} and {@link carillon.server.metrics.HealthRoutes}. Imports
 * the core and the HTTP server.
 */
@NullMarked
package carillon.server.metrics;

import org.jspecify.annotations.NullMarked;
