package carillon.server.cli;

import carillon.sdk.client.HubClient;
import carillon.sdk.event.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The options of every command that talks to a running server. */
final class ServerConnection {

    private static final String DEMO = "http://127.0.0.1:9081";
    private static final Pattern LOOPBACK = Pattern.compile("127\\..*|localhost|\\[::1\\]");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; default: $CARILLON_SERVER, else http://127.0.0.1:9081.")
    private @Nullable String server;

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            description =
                    "Credentials; default: $CARILLON_USER, else those of the demo" + " for a server on this machine.")
    private @Nullable String user;

    @Option(names = "--token", paramLabel = "TOKEN", description = "A token instead; default: $CARILLON_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Certificates to trust, as PEM, such as the one that the server made:"
                    + " DATA/tls/certificate.pem; default: $CARILLON_CACERT, else those of the JDK.")
    private @Nullable Path trusted;

    HubClient client() throws IOException {
        var known = withCredentials(address(server != null ? server : environment("CARILLON_SERVER", DEMO)));
        var certificates = trusted != null ? trusted.toString() : environment("CARILLON_CACERT", "");
        return certificates.isEmpty() ? known : known.trusting(Path.of(certificates));
    }

    /** With {@code http://} before it if no scheme is given. */
    private static URI address(String text) {
        try {
            return URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException wrong) {
            throw new CliFailure(ExitCode.USAGE, "the server's address is such as " + DEMO + ", not " + text);
        }
    }

    private HubClient withCredentials(URI at) {
        var bearer = token != null ? token : environment("CARILLON_TOKEN", "");
        if (!bearer.isEmpty()) {
            return HubClient.bearer(at, bearer);
        }
        var pair = user != null ? user : environment("CARILLON_USER", "");
        if (pair.isEmpty()) {
            // The demo's password is public, but a name and a password that nobody gave go to no other machine.
            if (!LOOPBACK.matcher(String.valueOf(at.getHost())).matches()) {
                throw new CliFailure(
                        ExitCode.USAGE,
                        "no credentials: give --user NAME:PASSWORD, --token, CARILLON_USER or CARILLON_TOKEN");
            }
            pair = "rocketskates:r0cketsk8ts";
        }
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
