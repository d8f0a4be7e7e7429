package carillon.server.cli;

import carillon.server.app.CarillonServer;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Starts a server in an empty directory, uses it a little, and stops it: the start that the AOT cache is recorded from
 * (JEP 483). It has to touch what a real start and a first request touch, and to end normally.
 */
@Command(name = "rehearse", hidden = true, description = "Records a start for the AOT cache.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        var data = Files.createTempDirectory("carillon-rehearsal");
        try (var server = CarillonServer.start(
                        Config.of(Map.of(
                                Settings.HTTP_PORT.key(), "0",
                                Settings.HTTPS_PORT.key(), "0",
                                Settings.SYSADM_WS_PORT.key(), "0",
                                Settings.SYSADM_REST_PORT.key(), "0",
                                Settings.BRIDGE_PORT.key(), "0",
                                Settings.DRAIN.key(), "0s")),
                        data,
                        true);
                var client = HttpClient.newHttpClient()) {
            var address = server.address("http");
            for (var path : new String[] {"/v1/events", "/healthz/ready", "/metrics", "/"}) {
                client.send(request(address.getPort(), path).build(), BodyHandlers.discarding());
            }
            client.send(
                    request(address.getPort(), "/v1/events")
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"type\":\"machines\",\"action\":\"create\",\"key\":\"m1\"}"))
                            .build(),
                    BodyHandlers.discarding());
        } finally {
            remove(data);
        }
        return ExitCode.OK;
    }

    private static HttpRequest.Builder request(int port, String path) {
        var credentials =
                Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("authorization", "Basic " + credentials);
    }

    private static void remove(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
