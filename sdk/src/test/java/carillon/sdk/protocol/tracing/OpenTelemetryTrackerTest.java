package carillon.sdk.protocol.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.EventProcessor;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.Exchange;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Options;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OpenTelemetryTrackerTest {

    private static final class KeptSpans implements SpanExporter {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> finished) {
            spans.addAll(finished);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    @DisplayName("events-protocol 8.5: span name, attributes, parent out of metadata.trace, and failures")
    void spans() {
        var kept = new KeptSpans();
        var provider = provider(kept);
        var telemetry = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
        var mux = new Mux(Options.go(), new OpenTelemetryTracker(telemetry, "shop "))
                .add("echo", 1, (context, event) -> Events.newResponse(event, null))
                .add("boom", 1, (context, event) -> {
                    throw new IllegalStateException("kaput");
                });
        var processor = new EventProcessor(mux);
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        processor.process(
                Context.ROOT,
                "{\"name\":\"echo\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"identity\":{\"userId\":7},"
                        + "\"metadata\":{\"trace\":{\"traceparent\":\"" + trace + "\"}}}",
                Exchange.NONE);
        processor.process(Context.ROOT, "{\"name\":\"boom\",\"version\":1}", Exchange.NONE);
        processor.process(Context.ROOT, "{", Exchange.NONE);

        assertThat(kept.spans)
                .extracting(SpanData::getName)
                .containsExactly("shop echo:V1", "shop boom:V1", "shop undecodable");
        assertThat(kept.spans.get(0).getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(kept.spans.get(0).getAttributes().asMap().toString())
                .contains("EventID=i", "FlowID=f", "UserID=7", "Origin=unknown");
        assertThat(kept.spans.get(1).getEvents()).hasSize(1);
        provider.close();
    }

    private static SdkTracerProvider provider(KeptSpans kept) {
        return SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(kept))
                .build();
    }

    @Test
    @DisplayName("events-protocol 8.5: what a handler sends on carries the trace in metadata.trace, the rest as it was")
    void traced() {
        var kept = new KeptSpans();
        var provider = provider(kept);
        var telemetry = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
        var sent = new ArrayList<Envelope>();
        var mux = new Mux(Options.go(), new OpenTelemetryTracker(telemetry, "")).add("relay", 1, (context, event) -> {
            sent.add(OpenTelemetryTracker.traced(context, event));
            sent.add(OpenTelemetryTracker.traced(context, event.withMetadata(null)));
            sent.add(OpenTelemetryTracker.traced(context, event.withMetadata(Json.parse("[7]"))));
            sent.add(OpenTelemetryTracker.traced(Context.ROOT, event));
            return Events.newResponse(event, null);
        });
        var metadata = "{\"a\":0.10,\"trace\":{\"old\":\"x\"}}";
        new EventProcessor(mux)
                .process(
                        Context.ROOT,
                        "{\"name\":\"relay\",\"version\":1,\"metadata\":" + metadata + "}",
                        Exchange.NONE);
        var span = kept.spans.get(0);
        var flags = span.getSpanContext().getTraceFlags().asHex();
        var trace = "{\"traceparent\":\"00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + flags + "\"}";
        assertThat(sent)
                .extracting(event -> String.valueOf(event.metadata()))
                .containsExactly("{\"a\":0.10,\"trace\":" + trace + "}", "{\"trace\":" + trace + "}", "[7]", metadata);
        provider.close();
    }
}
