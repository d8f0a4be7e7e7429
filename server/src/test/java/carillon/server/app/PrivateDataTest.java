package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal and the history hold secrets: nobody but the server's own user may read anything of a data directory. */
class PrivateDataTest {

    @TempDir
    private Path directory;

    @Test
    void nothingIsReadableByOthersAndWhatOlderVersionsLeftIsClosed() throws Exception {
        var data = directory.resolve("data");
        try (var server = new TestServer(data, Map.of(Settings.METRICS.key(), "false"))) {
            assertThat(openToOthers(data)).isEmpty();
            server.server().close();
            var left = List.of(data.resolve("journal"), data.resolve("history.db"), data.resolve("objects.json"));
            for (var path : left) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            server.restart();
            assertThat(openToOthers(data)).isEmpty();
        }
    }

    private static List<String> openToOthers(Path data) throws IOException {
        var open = new ArrayList<String>();
        try (var all = Files.walk(data)) {
            for (var path : (Iterable<Path>) all::iterator) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                if (!mode.endsWith("------")) {
                    open.add(mode + " " + data.relativize(path));
                }
            }
        }
        return open;
    }
}
