package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Directory.Authentication;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a demonstration leaves in its data directory opens no server that is none. */
class DemoDataTest {

    @Test
    @DisplayName("neither the published passwords, nor keys that somebody registered with them")
    void closed(@TempDir Path data) throws Exception {
        new TestServer(data, Map.of()).close();
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var key = RegisteredKey.stored(generator.generateKeyPair().getPublic());
        var keys = new KeyRing(data.resolve("sysadm-keys.json"));
        assertThat(keys.add(new RegisteredKey("rocketskates", "", "", key))).isTrue();
        assertThat(keys.add(new RegisteredKey("admin", "", "", key))).isTrue();

        var settings = Map.of(
                Settings.HTTP_PORT.key(), "0", Settings.HTTPS_ENABLED.key(), "false", Settings.DRAIN.key(), "200ms");
        try (var server = CarillonServer.start(Config.of(settings), data, false)) {
            assertThat(server.directory().password("rocketskates", "r0cketsk8ts"))
                    .isInstanceOf(Authentication.WrongPassword.class);
            assertThat(keys.all()).extracting(RegisteredKey::owner).containsExactly("admin");
        }
        try (var demo = new TestServer(data, Map.of())) {
            assertThat(demo.server().directory().password("rocketskates", "r0cketsk8ts"))
                    .isInstanceOf(Authentication.Accepted.class);
        }
    }
}
