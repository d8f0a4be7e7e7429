package carillon.server.cli;

import carillon.sdk.client.HubClient;
import carillon.sdk.event.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The options of every command that talks to a running server. */
final class ServerConnection {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; default: $CARILLON_SERVER, else http://127.0.0.1:9081.")
    private @Nullable URI server;

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            description = "Credentials; default: $CARILLON_USER, else those of the demo.")
    private @Nullable String user;

    @Option(names = "--token", paramLabel = "TOKEN", description = "A token instead; default: $CARILLON_TOKEN.")
    private @Nullable String token;

    HubClient client() {
        var at = server != null ? server : URI.create(environment("CARILLON_SERVER", "http://127.0.0.1:9081"));
        var bearer = token != null ? token : environment("CARILLON_TOKEN", "");
        if (!bearer.isEmpty()) {
            return HubClient.bearer(at, bearer);
        }
        var pair = user != null ? user : environment("CARILLON_USER", "rocketskates:r0cketsk8ts");
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new CliFailure(ExitCode.USAGE, "credentials are NAME:PASSWORD");
        }
        return HubClient.basic(at, pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** What the server answers on a GET; no other answer than 200 counts as one. */
    JsonNode get(String path, Map<String, String> parameters) throws IOException, InterruptedException {
        try {
            var response = client().get(path, parameters);
            if (response.statusCode() != 200) {
                throw new CliFailure(ExitCode.REFUSED, "the server refused: " + response.body());
            }
            return Json.parse(response.body()).tree();
        } catch (ConnectException noServer) {
            throw Unreachable.failure();
        }
    }

    private static String environment(String name, String fallback) {
        var value = System.getenv(name);
        return value == null ? fallback : value;
    }
}
