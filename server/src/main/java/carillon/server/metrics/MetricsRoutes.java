package carillon.server.metrics;

import carillon.core.hub.Hub;
import carillon.core.memory.MemoryBudget;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpCounters;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** {@code /metrics} in Prometheus' text format. Everything is read from counters that are kept anyway. */
public final class MetricsRoutes {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Hub hub;
    private final Set<String> dialects = ConcurrentHashMap.newKeySet();

    private MetricsRoutes(Hub hub) {
        this.hub = hub;
        hub(registry, hub);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** With what the hub and the virtual machine count; other parts add theirs to {@link #registry()}. */
    public static MetricsRoutes of(Hub hub) {
        return new MetricsRoutes(hub);
    }

    /** The server is started with its routes, so its counters come after them. */
    public MetricsRoutes count(HttpCounters counters) {
        http(registry, counters);
        return this;
    }

    public MeterRegistry registry() {
        return registry;
    }

    /**
     * The route.
     *
     * @param callers who may read; no event is named, but they tell how busy the hub is
     */
    public Routes routes(Authenticator callers) {
        return Routes.under("/metrics").authenticator(callers).get("", request -> {
            registerNewDialects();
            return Response.of(200, TEXT, registry.scrape().getBytes(StandardCharsets.UTF_8));
        });
    }

    /** A dialect appears when its first event is delivered. */
    private void registerNewDialects() {
        hub.counters().delivered().forEach((dialect, delivered) -> {
            if (dialects.add(dialect)) {
                FunctionCounter.builder("carillon.events.delivered", delivered, LongAdder::sum)
                        .tag("dialect", dialect)
                        .description("Events handed over to connections")
                        .register(registry);
            }
        });
    }

    private static void hub(MeterRegistry registry, Hub hub) {
        var counters = hub.counters();
        sum(registry, "carillon.events.published", counters.published, "Events stored");
        sum(registry, "carillon.events.duplicates", counters.duplicates, "Events whose id was known already");
        sum(registry, "carillon.publishes.refused", counters.refused, "Publishes turned away");
        sum(registry, "carillon.events.matched", counters.matchedEvents, "Events matched against subscriptions");
        sum(registry, "carillon.match.nanoseconds", counters.matchNanos, "Time spent matching and handing over");
        sum(
                registry,
                "carillon.fanout.waited.nanoseconds",
                counters.waitedNanos,
                "Time that fan-out waited for readers");
        sum(
                registry,
                "carillon.events.unshown",
                counters.unshown,
                "Deliveries of events that a dialect could not encode");
        sum(registry, "carillon.events.replayed", counters.replayed, "Events delivered from the journal");
        sum(registry, "carillon.replays", counters.replays, "Replays begun");
        sum(registry, "carillon.replays.broken", counters.replaysBroken, "Replays that could not go on");
        sum(
                registry,
                "carillon.subscriptions.too.expensive",
                counters.tooExpensive,
                "Subscriptions ended because their regular expressions took too long");
        gauge(
                registry,
                "carillon.subscriptions",
                hub,
                h -> h.counters().subscriptions.sum(),
                "Live subscriptions");
        gauge(
                registry,
                "carillon.memory.held",
                hub.memory(),
                MemoryBudget::held,
                "Bytes held for answers, lists and replays");
        counter(
                registry,
                "carillon.memory.refusals",
                hub.memory(),
                MemoryBudget::refusals,
                "Answers, lists and replays that did not get their memory at once");
        gauge(registry, "carillon.journal.last", hub, h -> h.log().last(), "Last sequence of the journal");
        gauge(registry, "carillon.history.backlog", hub, Hub::historyBacklog, "Records the history is behind");
    }

    private static void http(MeterRegistry registry, HttpCounters counters) {
        gauge(registry, "carillon.connections", counters, HttpCounters::connections, "Open TCP connections");
        gauge(registry, "carillon.websockets", counters, HttpCounters::webSockets, "Open WebSockets");
        gauge(registry, "carillon.sse.streams", counters, HttpCounters::streams, "Open event streams");
        gauge(registry, "carillon.requests.active", counters, HttpCounters::requestsAtOnce, "Requests being answered");
        counter(registry, "carillon.requests", counters, HttpCounters::requests, "Requests received");
        counter(
                registry,
                "carillon.events.dropped",
                counters,
                HttpCounters::eventsDropped,
                "Events that found an outbox full");
        counter(
                registry,
                "carillon.connections.timedout",
                counters,
                HttpCounters::connectionsTimedOut,
                "Connections ended by a deadline");
        counter(
                registry,
                "carillon.connections.refused",
                counters,
                HttpCounters::connectionsRefused,
                "Connections over a limit, of all or of one address");
        counter(
                registry,
                "carillon.streams.refused",
                counters,
                HttpCounters::streamsRefused,
                "WebSockets and event streams over the limit of one principal");
    }

    private static void sum(MeterRegistry registry, String name, LongAdder adder, String meaning) {
        counter(registry, name, adder, LongAdder::sum, meaning);
    }

    private static <T> void counter(
            MeterRegistry registry, String name, T source, ToDoubleFunction<T> value, String meaning) {
        FunctionCounter.builder(name, source, value).description(meaning).register(registry);
    }

    private static <T> void gauge(
            MeterRegistry registry, String name, T source, ToDoubleFunction<T> value, String meaning) {
        Gauge.builder(name, source, value)
                .strongReference(true)
                .description(meaning)
                .register(registry);
    }
}
