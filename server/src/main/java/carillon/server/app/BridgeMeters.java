package carillon.server.app;

import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeCounters;
import carillon.server.bridge.PeerRole;
import carillon.server.dialect.sysadm.BridgeLinks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The bridge in {@code /metrics}: who is connected and what passes, and the bridges that this server itself dials. */
record BridgeMeters(MeterRegistry registry) {

    void count(Bridge bridge) {
        for (var role : PeerRole.values()) {
            Gauge.builder(
                            "carillon.bridge.peers",
                            bridge,
                            source -> source.peers().stream()
                                    .filter(peer -> peer.role() == role)
                                    .count())
                    .strongReference(true)
                    .tag("role", role.wire())
                    .description("Connections to the bridge")
                    .register(registry);
        }
        Gauge.builder(
                        "carillon.bridge.pairs",
                        bridge,
                        source -> source.peers().stream()
                                        .mapToInt(peer -> peer.visible().size())
                                        .sum()
                                / 2.0)
                .strongReference(true)
                .description("Servers and clients that see each other")
                .register(registry);
        var counters = bridge.counters();
        counter("carillon.bridge.messages", counters, BridgeCounters::relayedMessages, "Messages relayed");
        counter("carillon.bridge.bytes", counters, BridgeCounters::relayedBytes, "Bytes of the messages relayed");
        counter("carillon.bridge.dropped", counters, BridgeCounters::droppedMessages, "Messages that reached no peer");
    }

    void count(BridgeLinks links) {
        for (var nickname : links.states().keySet()) {
            Gauge.builder(
                            "carillon.bridge.link",
                            links,
                            source -> source.states().getOrDefault(nickname, false) ? 1 : 0)
                    .strongReference(true)
                    .tag("bridge", nickname)
                    .description("Whether this server is logged in to a bridge that it dials")
                    .register(registry);
        }
    }

    private void counter(String name, BridgeCounters counters, ToDoubleFunction<BridgeCounters> value, String meaning) {
        FunctionCounter.builder(name, counters, value).description(meaning).register(registry);
    }
}
