package carillon.sdk.protocol.tracing;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.Exchange;
import carillon.sdk.protocol.MalformedEventException;
import carillon.sdk.protocol.RawJson;
import carillon.sdk.protocol.Tracker;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One span for each handled event, named {@code <prefix><name>:V<version>}, with the attributes EventID, FlowID, UserID and
 * Origin (events-protocol section 8.5). The parent is what {@code metadata.trace} carries in W3C form.
 */
public final class OpenTelemetryTracker implements Tracker {

    private static final Context.Key<Span> SPAN = new Context.Key<>("span", Span.class);
    private static final String UNKNOWN = "unknown";

    private final Tracer tracer;
    private final String prefix;

    /** A tracker that puts the prefix, which may be empty, before every operation name. */
    public OpenTelemetryTracker(OpenTelemetry telemetry, String prefix) {
        this.tracer = telemetry.getTracer("carillon.sdk.protocol");
        this.prefix = prefix;
    }

    @Override
    public Context start(Context context, Envelope event, Exchange exchange) {
        var attributes = event.attributes();
        var parent = W3CTraceContextPropagator.getInstance()
                .extract(io.opentelemetry.context.Context.root(), attributes.trace(), TRACE);
        var span = tracer.spanBuilder(prefix + event.name() + ":V" + event.version())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("EventID", event.id())
                .setAttribute("FlowID", event.flowId())
                .setAttribute("UserID", event.user().userIdText().orElse(UNKNOWN))
                .setAttribute("Origin", attributes.origin().orElse(UNKNOWN))
                .startSpan();
        return context.with(SPAN, span);
    }

    @Override
    public Context end(Context context, Envelope event, @Nullable Throwable error) {
        context.get(SPAN).ifPresent(span -> {
            note(span, error);
            span.end();
        });
        return context;
    }

    /**
     * An event that is sent on while another is handled, with the trace of that one in {@code metadata.trace}: call it just
     * before sending (events-protocol section 8.5).
     *
     * @param context as the handler got it; without a span in it the event stays as it is
     * @return the event; unchanged as well if its metadata is no object, which has no room for a trace
     */
    public static Envelope traced(Context context, Envelope event) {
        var span = context.get(SPAN);
        var metadata = event.metadata();
        if (span.isEmpty()) {
            return event;
        }
        var trace = new LinkedHashMap<String, String>();
        W3CTraceContextPropagator.getInstance()
                .inject(io.opentelemetry.context.Context.root().with(span.get()), trace, OpenTelemetryTracker::put);
        try {
            var text = Json.mapper().writeValueAsString(trace);
            return event.withMetadata(RawJson.with(metadata == null ? Json.EMPTY_OBJECT : metadata, "trace", text));
        } catch (MalformedEventException noObject) {
            // Without room for a trace the event is still worth sending.
            return event;
        }
    }

    private static void put(@Nullable Map<String, String> trace, String key, String value) {
        if (trace != null) {
            trace.put(key, value);
        }
    }

    /** A body without an event gets a span of its own: there is nothing else to hang it on. */
    @Override
    public Context noticeError(Context context, Throwable error) {
        var span = tracer.spanBuilder(prefix + "undecodable")
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        note(span, error);
        span.end();
        return context;
    }

    @Override
    public Context noticeEventError(Context context, Envelope event, @Nullable Throwable error) {
        context.get(SPAN).ifPresent(span -> note(span, error));
        return context;
    }

    private static void note(Span span, @Nullable Throwable error) {
        if (error != null) {
            span.recordException(error);
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static final TextMapGetter<Map<String, String>> TRACE = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(Map<String, String> trace) {
            return trace.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> trace, String key) {
            return trace == null ? null : trace.get(key);
        }
    };
}
