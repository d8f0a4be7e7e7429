package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.client.HubClient;
import carillon.sdk.client.PublishResult;
import carillon.sdk.event.Event;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {

    @TempDir
    Path data;

    @Test
    @DisplayName("the TLS listener serves what the plain one does, native interface, metrics and health included")
    void sameOverTls() throws Exception {
        var trustAll = SSLContext.getInstance("TLS");
        trustAll.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (var server = new TestServer(data, Map.of());
                var http = HttpClient.newBuilder().sslContext(trustAll).build()) {
            var client = HubClient.basic(server.base(), "rocketskates", "r0cketsk8ts");
            var published = client.publish(
                    List.of(Event.about("machines", "create", "m1").build()));
            assertThat(published).isInstanceOf(PublishResult.Stored.class);
            var https = URI.create(server.server().listeners().get("https"));
            for (var path : List.of("/v1/events?type=machines", "/metrics", "/healthz/live", "/healthz/ready", "/")) {
                var answer = http.send(
                        HttpRequest.newBuilder(https.resolve(path))
                                .header("authorization", basic("rocketskates:r0cketsk8ts"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
            assertThat(Files.exists(data.resolve("tls/certificate.pem"))).isTrue();
        }
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }
}
