package carillon.sdk.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs examples/protocol/ServeEvents.java as its reader would. */
class ExampleProgramTest {

    @Test
    void theExampleServesEvents() throws Exception {
        var root = Path.of(System.getProperty("carillon.root", ".."));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        root.resolve("examples/protocol/ServeEvents.java").toString(),
                        "0")
                .redirectErrorStream(true)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var line = output.readLine();
            assertThat(line).startsWith("listening on ");
            var port = line.substring("listening on ".length());
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                    .POST(BodyPublishers.ofString(
                            "{\"name\":\"greeting:text:make\",\"version\":1,\"payload\":{\"name\":\"Ada\"}}"))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            assertThat(answer.body()).contains("greeting:text:make:response", "Hello, Ada");
        } finally {
            process.destroy();
        }
    }
}
