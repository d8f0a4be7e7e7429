package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.dialect.eventsprotocol.NodeTools;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The descriptions of a whole server, checked with validators that are not ours. */
class DescriptionsTest {

    private static Path fetch(String url, Path into) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(into));
        assertThat(response.statusCode()).isEqualTo(200);
        return into;
    }

    @Test
    @DisplayName("OpenAPI 3.1 and AsyncAPI 3 are valid and hold every route and every event")
    void descriptions(@TempDir Path data) throws Exception {
        try (var server = new TestServer(data.resolve("data"), Map.of())) {
            var hub = server.base();
            var openApi = fetch(hub + "/openapi.json", data.resolve("openapi.json"));
            var asyncApi = fetch(hub + "/asyncapi.json", data.resolve("asyncapi.json"));
            var modules = NodeTools.install(
                    "@seriousme/openapi-schema-validator@2.11.0", "@asyncapi/specs@6.11.1", "ajv@8", "ajv-formats@3");
            assertThat(NodeTools.script(
                            "validate-descriptions.mjs", openApi.toString(), asyncApi.toString(), modules.toString()))
                    .isEqualTo("ok");
            var paths = Json.parse(Files.readAllBytes(openApi)).tree().get("paths");
            assertThat(paths.propertyNames())
                    .contains("/events", "/gb/events", "/doc", "/openapi.json", "/api/v3/events");
            var channels = Json.parse(Files.readAllBytes(asyncApi)).tree().get("channels");
            assertThat(channels.propertyNames()).contains("events", "socket_io", "digital_rebar");
            assertThat(channels.get("events").get("messages").propertyNames())
                    .contains("event.publish.v1.request", "event.subscribe.v1.response", "batch.v1.request", "live");
        }
    }
}
