package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.dialect.eventsprotocol.NodeTools;
import carillon.server.http.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The descriptions of a whole server: valid for validators that are not ours, and complete. */
@TestInstance(Lifecycle.PER_CLASS)
class DescriptionsTest {

    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8));

    private TestServer server;
    private Path openApiFile;
    private Path asyncApiFile;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        var everything = Map.of(
                Settings.SYSADM_ENABLED.key(), "true",
                Settings.BRIDGE_ENABLED.key(), "true",
                SysAdmSettings.TLS.key(), "false");
        server = new TestServer(data.resolve("data"), everything);
        openApiFile = fetch("/openapi.json", data.resolve("openapi.json"));
        asyncApiFile = fetch("/asyncapi.json", data.resolve("asyncapi.json"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Path fetch(String path, Path into) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.base() + path)).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(into));
        assertThat(response.statusCode()).isEqualTo(200);
        return into;
    }

    private static JsonNode json(Path file) throws IOException {
        return Json.parse(Files.readAllBytes(file)).tree();
    }

    @Test
    @DisplayName("OpenAPI 3.1 and AsyncAPI 3 are valid")
    void valid() throws Exception {
        var modules = NodeTools.install(
                "@seriousme/openapi-schema-validator@2.11.0", "@asyncapi/specs@6.11.1", "ajv@8", "ajv-formats@3");
        assertThat(NodeTools.script(
                        "validate-descriptions.mjs",
                        openApiFile.toString(),
                        asyncApiFile.toString(),
                        modules.toString()))
                .isEqualTo("ok");
    }

    @Test
    void theyAreMadeOnceAndKnownByTheirTags() throws Exception {
        var first = get("/openapi.json", "");
        var tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(get("/openapi.json", "").body()).isEqualTo(first.body());
        var known = get("/openapi.json", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(get("/asyncapi.json", tag).statusCode()).isEqualTo(200);
    }

    private java.net.http.HttpResponse<String> get(String path, String tag) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.base() + path));
        if (!tag.isEmpty()) {
            request.header("If-None-Match", tag);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void theyNameThisMachineAsItsClientDoes() throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.base().getPort())) {
            socket.getOutputStream()
                    .write("GET /asyncapi.json HTTP/1.0\r\nHost: 127.0.0.2:99\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var document =
                    Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4)).tree();
            assertThat(document.toString()).contains("127.0.0.2:").doesNotContain("host.invalid");
        }
    }

    @Test
    @DisplayName("OpenAPI holds every route of every port that speaks HTTP, and nothing else")
    void everyRoute() throws Exception {
        var described = new TreeSet<String>();
        json(openApiFile).get("paths").properties().forEach(item -> {
            for (var at : servers(item.getValue().path("servers"))) {
                for (var method : item.getValue().propertyNames()) {
                    if (!method.equals("parameters") && !method.equals("servers")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + at + item.getKey());
                    }
                }
            }
        });
        var mounted = new TreeSet<String>();
        for (var listener : server.server().mounted()) {
            var at = server.server().listeners().getOrDefault(listener.name(), "");
            if (at.startsWith("http://")) {
                listener.router()
                        .endpoints()
                        .forEach(route -> mounted.add(route.method() + " " + at + template(route.pattern())));
            }
        }
        assertThat(mounted).hasSizeGreaterThan(80);
        assertThat(described).isEqualTo(mounted);
    }

    @Test
    @DisplayName("each route stands under the dialect that mounts it, on ports of a dialect's own as well")
    void families() throws Exception {
        var families = new TreeMap<String, String>();
        json(openApiFile)
                .get("paths")
                .properties()
                .forEach(item -> item.getValue()
                        .properties()
                        .forEach(method -> method.getValue()
                                .path("tags")
                                .forEach(tag -> families.put(item.getKey(), tag.stringValue()))));
        assertThat(Set.copyOf(families.values()))
                .containsExactlyInAnyOrder(
                        "Native", "CloudEvents", "Digital Rebar", "Meshery", "Events protocol", "SysAdm", "Server");
        assertThat(families)
                .containsEntry("/v1/explain", "Native")
                .containsEntry("/cloudevents", "CloudEvents")
                .containsEntry("/api/v3/info", "Digital Rebar")
                .containsEntry("/api/user/prefs/notifications", "Meshery")
                .containsEntry("/socket.io/", "Events protocol")
                .containsEntry("/sysadm/bridge", "SysAdm")
                .containsEntry("/{path}", "SysAdm")
                .containsEntry("/healthz/live", "Server");
    }

    /** Where a path is; without a list, where the document is. */
    private List<String> servers(JsonNode list) {
        var own = server.base().toString();
        return list.isMissingNode()
                ? List.of(own)
                : list.valueStream()
                        .map(each -> each.get("url").asString())
                        .map(url -> url.equals("/") ? own : url)
                        .toList();
    }

    private static String template(String pattern) {
        return pattern.isEmpty() ? "/" : pattern.replace("...", "");
    }

    @Test
    @DisplayName("AsyncAPI holds every path that becomes a WebSocket or streams events when asked to, and nothing else")
    void everyChannel() throws Exception {
        var document = json(asyncApiFile);
        var described = new TreeSet<String>();
        for (var channel : document.get("channels")) {
            var reference = channel.get("servers").get(0).get("$ref").asString();
            var host = document.at(reference.substring(1)).get("host").asString();
            described.add(host + channel.get("address").asString());
        }
        var found = new TreeSet<String>();
        for (var listener : server.server().mounted()) {
            if (listener.tls() == null) {
                channels(listener, found);
            }
        }
        assertThat(found).hasSizeGreaterThan(10);
        assertThat(described).isEqualTo(found);
    }

    private void channels(Listener listener, Set<String> found) throws IOException {
        var address = server.server().address(listener.name());
        for (var route : listener.router().endpoints()) {
            var path = template(route.pattern());
            // Where sockets take any path they take this one as well, which is a page beside that.
            boolean page = path.equals("/errors");
            if (route.method().equals("GET") && !page && isChannel(address.getPort(), path)) {
                found.add("127.0.0.1:" + address.getPort() + path);
            }
        }
    }

    private static boolean isChannel(int port, String template) throws IOException {
        var path = template.replaceAll("\\{[^}]*}", "x");
        var upgraded = head(
                port,
                path + "?EIO=4&transport=websocket",
                """
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==
                """ + (path.equals("/cloudevents") ? "Sec-WebSocket-Protocol: cloudevents.json\n" : ""));
        return upgraded.startsWith("http/1.1 101")
                || head(port, path, "Accept: text/event-stream\n").contains("\r\ncontent-type: text/event-stream");
    }

    /** The status line and headers of an answer, in lower case. */
    private static String head(int port, String path, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            var request =
                    "GET " + path + " HTTP/1.1\nHost: 127.0.0.1\nAuthorization: Basic " + CREDENTIALS + "\n" + headers;
            socket.getOutputStream()
                    .write((request + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = socket.getInputStream().read();
                assertThat(read)
                        .as("GET %s on port %d: the head ended early: %s", path, port, head)
                        .isNotNegative();
                head.append((char) read);
            }
            return head.toString().toLowerCase(Locale.ROOT);
        }
    }

    @Test
    @DisplayName("the channels of the events protocol hold every event of the hub")
    void everyEvent() throws Exception {
        var channels = json(asyncApiFile).get("channels");
        for (var channel : new String[] {"events", "socket_io"}) {
            assertThat(channels.get(channel).get("messages").propertyNames())
                    .containsExactlyInAnyOrder(
                            "event.publish.v1.request",
                            "event.publish.v1.response",
                            "event.query.v1.request",
                            "event.query.v1.response",
                            "event.subscribe.v1.request",
                            "event.subscribe.v1.response",
                            "event.unsubscribe.v1.request",
                            "event.unsubscribe.v1.response",
                            "batch.v1.request",
                            "batch.v1.response",
                            "live");
        }
    }
}
