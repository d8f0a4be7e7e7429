package carillon.sdk.client;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Position;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client of one server. Thread-safe. Calls block; run them where that does no harm.
 *
 * <p>Every call throws {@link IOException} when the server cannot be reached.
 */
public final class HubClient {

    private final URI base;
    private final String authorization;
    private final HttpClient http;

    private HubClient(URI base, String authorization, HttpClient http) {
        this.base = base;
        this.authorization = authorization;
        this.http = http;
    }

    private HubClient(URI base, String authorization) {
        this(base, authorization, settings().build());
    }

    private static HttpClient.Builder settings() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
    }

    /** With a user name and a password. */
    public static HubClient basic(URI base, String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new HubClient(base, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** With a token. */
    public static HubClient bearer(URI base, String token) {
        return new HubClient(base, "Bearer " + token);
    }

    /**
     * The same client, which trusts the certificates of a file and no others: for a server with a certificate of its own, which is
     * {@code tls/certificate.pem} in the server's data directory.
     *
     * @param certificates one or several, as PEM
     * @throws IOException if the file cannot be read, or holds no certificate
     */
    public HubClient trusting(Path certificates) throws IOException {
        return new HubClient(
                base,
                authorization,
                settings().sslContext(TrustedCertificates.read(certificates)).build());
    }

    /** Publishes events together: all of them or none. */
    public PublishResult publish(List<Event> events) throws IOException, InterruptedException {
        var array = Json.mapper().createArrayNode();
        events.forEach(event -> array.add(EventJson.write(event)));
        var response = http.send(
                request("/v1/events")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(array)))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            return refused(response.statusCode(), response.body());
        }
        return new PublishResult.Stored(sequences(Json.parse(response.body()).tree()));
    }

    /** A page of the history: {@code GET /v1/events} with these parameters; the server's JSON. */
    public HttpResponse<String> history(Map<String, String> parameters) throws IOException, InterruptedException {
        return get("/v1/events", parameters);
    }

    /** A native GET that answers JSON, such as {@code /v1/explain}. */
    public HttpResponse<String> get(String path, Map<String, String> parameters)
            throws IOException, InterruptedException {
        return http.send(request(path + query(parameters)).GET().build(), BodyHandlers.ofString());
    }

    /**
     * A subscription that is not begun yet.
     *
     * @param specs what is wanted, each {@code type.action.key} or with a filter behind
     * @param since where to begin; null for live events only
     */
    public Stream stream(List<String> specs, @Nullable Position since) {
        return new Stream(this, specs, since);
    }

    HttpClient http() {
        return http;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("authorization", authorization);
    }

    static PublishResult.Refused refused(int status, String body) {
        try {
            var problem = Json.parse(body).tree();
            return new PublishResult.Refused(
                    status,
                    problem.path("detail").asString(body),
                    problem.path("retry").asBoolean(false));
        } catch (MalformedJsonException notAProblemDocument) {
            return new PublishResult.Refused(status, body, false);
        }
    }

    private static List<Long> sequences(JsonNode answer) {
        var one = answer.get("sequence");
        if (one != null) {
            return List.of(one.asLong());
        }
        var many = new ArrayList<Long>();
        StreamSupport.stream(answer.path("events").spliterator(), false)
                .forEach(item -> many.add(item.path("sequence").asLong()));
        return many;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
