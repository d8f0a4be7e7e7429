package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** On server-sent events, with {@code Last-Event-ID}. */
final class StreamSubscriber extends Subscriber {

    StreamSubscriber(ServerProcess server) {
        super(server);
    }

    @Override
    void connectAndRead() throws IOException, InterruptedException {
        try (var client = ServerProcess.client()) {
            var response = client.send(
                    server.request("/v1/stream?spec=crash.*.*")
                            .header("last-event-id", received.position())
                            .build(),
                    BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                assertThat(response.statusCode()).isEqualTo(200);
                read(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
            } finally {
                client.shutdownNow();
            }
        }
    }

    private void read(BufferedReader lines) throws IOException {
        var id = "";
        var data = "";
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                take(id, data);
                data = "";
            }
        }
    }

    private void take(String id, String data) {
        if (data.contains("\"crash\"")) {
            var position = Position.parse(id).orElseThrow();
            var key = Json.parse(data).tree().path("key").asString();
            received.take(position.sequence(), position.epoch(), key);
        }
    }
}
