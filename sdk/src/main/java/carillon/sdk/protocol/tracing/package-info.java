/**
 * Traces of the events protocol for OpenTelemetry. Needs {@code io.opentelemetry:opentelemetry-api} on the class path, an
 * optional dependency of the SDK: programs that do not trace carry nothing.
 *
 * <p>Front door: {@link carillon.sdk.protocol.tracing.OpenTelemetryTracker}.
 */
@NullMarked
package carillon.sdk.protocol.tracing;

import org.jspecify.annotations.NullMarked;
