package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Reads an event stream line by line. */
final class SseClient implements AutoCloseable {

    final HttpResponse<java.io.InputStream> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private SseClient(HttpResponse<java.io.InputStream> response) {
        this.response = response;
        Thread.startVirtualThread(this::read);
    }

    static SseClient open(MesheryServer server, String user, String path, String... headers)
            throws IOException, InterruptedException {
        var request = server.request(user, path).timeout(java.time.Duration.ofMinutes(2));
        request.header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new SseClient(server.client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add("");
        }
    }

    /** The next line that is not blank. */
    String nextLine() throws InterruptedException {
        while (true) {
            var line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("nothing came for 20 s");
            }
            if (!line.isEmpty()) {
                return line;
            }
        }
    }

    /** The next event; comments and ids are skipped. */
    JsonNode nextData() throws InterruptedException {
        while (true) {
            var line = nextLine();
            if (line.startsWith("data: ")) {
                return Json.parse(line.substring(6)).tree();
            }
        }
    }

    String nextId() throws InterruptedException {
        return nextData().get("id").asString();
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
