package carillon.benchmarks.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From the start of the process to ready, and to the first event in a subscriber's hands. */
final class StartSuite implements Suite {

    private static final int PORT = 19_552;
    private static final int STORED = 1_000_000;

    private static final List<Table.Figure> FIGURES =
            List.of(new Table.Figure("ready ms", "ready", 0), new Table.Figure("first event delivered ms", "first", 0));

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "Start";
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var starts = bench.quick()
                ? Stream.of(new Before(0, false))
                : Stream.of(new Before(0, false), new Before(STORED, false), new Before(STORED, true));
        var contestants = starts.map(before -> new Contestant(before.toString(), () -> measure(bench, before)))
                .toList();
        return List.of(new Table("Cold start", "", FIGURES, Suite.rounds(bench, "start", contestants)));
    }

    /** What was there before the start, and whether the server that stored it could say good-bye. */
    private record Before(int stored, boolean killed) {

        @Override
        public String toString() {
            return String.format("%,d events in the journal%s", stored, killed ? ", after a kill" : "");
        }
    }

    private static JsonNode measure(Bench bench, Before before) throws IOException, InterruptedException {
        var directory = bench.fresh("start");
        try (var first = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            // Ready once before: the demo's users and the certificate are there, as they are at every start but the
            // first.
            ready(first);
            store(before.stored());
            if (before.killed()) {
                first.kill();
            }
        }
        long began = System.nanoTime();
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT);
                var client = HttpClient.newHttpClient()) {
            ready(server);
            double ready = (System.nanoTime() - began) / 1e6;
            var token = Program.CARILLON.token(PORT);
            var stream = client.send(
                    request("/v1/stream?spec=start.*.*", token).build(), HttpResponse.BodyHandlers.ofLines());
            try (var lines = stream.body()) {
                var publish = request("/v1/events", token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"type\":\"start\",\"action\":\"a\",\"key\":\"k\"}"))
                        .build();
                client.send(publish, HttpResponse.BodyHandlers.discarding());
                if (lines.noneMatch(line -> line.startsWith("data:"))) {
                    throw new IOException("the stream ended without the event");
                }
            }
            var figures = new JsonMapper().createObjectNode();
            figures.put("ready", ready);
            figures.put("first", (System.nanoTime() - began) / 1e6);
            return figures;
        }
    }

    private static HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                .header("Authorization", "Bearer " + token);
    }

    private static void ready(Server server) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/healthz/ready"))
                    .build();
            while (client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }

    private static void store(int events) throws IOException, InterruptedException {
        int batch = 5_000;
        var token = Program.CARILLON.token(PORT);
        var body = IntStream.range(0, batch)
                .mapToObj(i -> "{\"type\":\"bench\",\"action\":\"tick\",\"key\":\"k\",\"object\":{\"pad\":\""
                        + "x".repeat(300) + "\"}}")
                .collect(Collectors.joining(",", "[", "]"));
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < events; i += batch) {
                var publish = request("/v1/events", token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                var answer = client.send(publish, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 2) {
                    throw new IOException("storing: " + answer.body());
                }
            }
        }
    }
}
