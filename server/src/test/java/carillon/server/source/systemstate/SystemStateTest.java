package carillon.server.source.systemstate;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemStateTest {

    private static final String HEADER = "NAME SIZE ALLOC FREE EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT\n";

    @TempDir
    Path directory;

    private Path name = Path.of("");
    private Path pools = Path.of("");

    @BeforeEach
    void files() throws IOException {
        name = Files.writeString(directory.resolve("name"), "atlas\n");
        pools = directory.resolve("pools");
    }

    @Test
    void withoutAPoolToolTheStateSaysNothingOfPools() {
        var event = state().check();
        assertThat(event.object().toString()).isEqualTo("{\"hostname\":\"atlas\",\"priority\":\"0/Information\"}");
        assertThat(event.metadata().toString()).isEqualTo("{\"quiet\":true}");
    }

    @Test
    void aChangedNameIsToldOnce() throws IOException {
        var state = state();
        Files.writeString(name, "hermes\n");
        var first = state.check().object().tree();
        assertThat(first.path("hostnamechanged").stringValue()).isEqualTo("true");
        assertThat(first.path("priority").stringValue()).isEqualTo("3/Warning");
        assertThat(state.check().object().tree().has("hostnamechanged")).isFalse();
    }

    @Test
    void aDegradedPoolIsUrgentAndHealthyOnesCarryNoPriority() throws IOException {
        Files.writeString(
                pools,
                HEADER + "tank 4T 1T 3T - 1% 90% 1.00x ONLINE -\nvault 4T 3.7T 280G - 21% 93% 1.00x DEGRADED -\n");
        var event = state().check();
        var zpools = event.object().tree().path("zpools");
        assertThat(event.severity()).isEqualTo(Severity.ALERT);
        assertThat(zpools.path("tank").size()).isEqualTo(9);
        assertThat(zpools.path("vault").path("priority").stringValue()).isEqualTo("9/Urgent");
        assertThat(zpools.path("vault").path("capacity").stringValue()).isEqualTo("93%");
    }

    @Test
    void aColumnMoreDoesNotShiftTheOthers() throws IOException {
        Files.writeString(pools, """
                NAME SIZE ALLOC FREE CKPOINT EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT
                tank 4T 1T 3T - - 1% 91% 1.00x ONLINE -
                """);
        var event = state().check().object().tree();
        assertThat(event.path("priority").stringValue()).isEqualTo("6/Critical");
    }

    @Test
    void aCommandThatHangsIsGivenUp() {
        var config =
                new StateConfig("sleep 60", "", Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofMillis(50));
        assertThat(new SystemState(config, "fallback").check().source()).isEqualTo("fallback");
    }

    private SystemState state() {
        var config = new StateConfig(
                "cat " + name, "cat " + pools, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(5));
        return new SystemState(config, "fallback");
    }
}
