package carillon.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

    @Test
    void everyDefaultIsAllowedAndEveryKeyIsUnique() {
        var config = Config.of(Map.of());
        var keys = new HashSet<String>();
        for (var setting : Settings.ALL) {
            assertThat(config.get(setting)).as(setting.key()).isNotNull();
            assertThat(keys.add(setting.key())).as(setting.key()).isTrue();
            assertThat(setting.meaning()).as(setting.key()).endsWith(".");
        }
    }

    @Test
    void laterSourcesWin(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("c"), "http.port = 1\nhttps.port = 1\nbridge.port = 1\n");
        var reading = Config.read(
                file,
                Map.of("CARILLON_HTTPS_PORT", "2", "CARILLON_BRIDGE_PORT", "2"),
                Map.of(Settings.BRIDGE_PORT.key(), "3"));
        assertThat(reading).isInstanceOfSatisfying(Config.Reading.Complete.class, complete -> {
            assertThat(complete.config().get(Settings.HTTP_PORT)).isEqualTo(1);
            assertThat(complete.config().get(Settings.HTTPS_PORT)).isEqualTo(2);
            assertThat(complete.config().get(Settings.BRIDGE_PORT)).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @CsvSource({"https.certificate,https.key", "https.key,https.certificate"})
    void aCertificateAndItsKeyAreSetTogether(String there, String missing) {
        assertThatThrownBy(() -> Config.of(Map.of(there, "/x.pem")))
                .hasMessageContaining(there + " is set without " + missing);
        assertThat(Config.of(Map.of(there, "/x.pem", missing, "/y.pem")).get(Settings.HTTPS_KEY))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "12h,43200000", "1d,86400000", "PT1H30M,5400000"})
    void timesAreReadWithTheirUnit(String text, long millis) {
        assertThat(Config.of(Map.of("drain", text)).get(Settings.DRAIN)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"65536,65536", "64K,65536", "16M,16777216", "2G,2147483648"})
    void bytesAreReadWithTheirSuffix(String text, long bytes) {
        assertThat(Config.of(Map.of("journal.segment", text)).get(Settings.JOURNAL_SEGMENT))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"http.port,65536", "http.port,x", "drain,5", "drain,", "journal.segment,9999999999G", "authz.mode,lax"})
    void anythingElseIsRefusedWithTheShapeThatIsWanted(String key, String value) {
        assertThatThrownBy(() -> Config.of(Map.of(key, value == null ? "" : value)))
                .hasMessageContaining(key)
                .hasMessageContaining("but it is");
    }
}
