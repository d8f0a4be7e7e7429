package carillon.server.source.hostsample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.thread.HubThreads;
import carillon.sdk.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HostSamplerTest {

    @Test
    void samplesOfTheHostComeAgainAndAgain() {
        List<Event> told = new CopyOnWriteArrayList<>();
        try (var sampler = new HostSampler(Duration.ofMillis(20), "atlas", told::add, new HubThreads())) {
            sampler.start();
            await().until(() -> told.size() >= 6);
        }
        assertThat(told.stream().limit(3).map(event -> event.subject().key()))
                .containsExactly("load", "memory", "disk");
        assertThat(told).allSatisfy(event -> {
            assertThat(event.subject().type()).isEqualTo("host");
            assertThat(event.subject().action()).isEqualTo("sample");
            assertThat(event.source()).isEqualTo("atlas");
        });
        var memory = told.get(1).object().tree();
        assertThat(memory.path("total").asLong()).isPositive();
        assertThat(memory.path("available").asLong())
                .isBetween(1L, memory.path("total").asLong());
        assertThat(told.get(0).object().tree().path("processors").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(told.get(2).object().tree().path("disks").isArray()).isTrue();
    }
}
