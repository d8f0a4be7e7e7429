package carillon.server.dialect.meshery;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Request;
import carillon.server.http.Router;
import carillon.server.sqlite.SqliteHistory;
import carillon.testkit.log.FakeLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server with the Meshery dialect on a free port, and an HTTP client that says who it is by header. */
final class MesheryServer implements AutoCloseable {

    static final String U1 = "11111111-1111-4111-8111-111111111111";
    static final String U2 = "22222222-2222-4222-8222-222222222222";
    static final String S = "5f5f5f5f-5f5f-4f5f-8f5f-5f5f5f5f5f5f";
    static final String GIVEN = "0b8d3f4a-7a55-4a0f-9a39-8a4f4f2f3b77";

    static final String ADMINISTRATOR = "administrator";

    final FakeLog journal;
    final SqliteHistory history;
    final Hub hub;
    final MesheryDialect dialect;
    final HttpServer http;
    final HttpClient client = HttpClient.newHttpClient();

    private MesheryServer(FakeLog journal, Path directory, MesheryConfig config) {
        this.journal = journal;
        this.history = SqliteHistory.open(directory.resolve("history.db"));
        this.hub = new Hub(journal, history, new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
        this.dialect = new MesheryDialect(hub, config, new Administrators(), directory, Clock.systemUTC());
        hub.start();
        dialect.start();
        this.http = HttpServer.start(
                List.of(new Listener(
                        "http",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Router.of(dialect.routes()))),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(20)));
    }

    static MesheryServer start(Path directory) {
        return start(new FakeLog(), directory, config(MesheryConfig.Auth.HEADER));
    }

    static MesheryServer start(FakeLog journal, Path directory, MesheryConfig config) {
        return new MesheryServer(journal, directory, config);
    }

    static MesheryConfig config(MesheryConfig.Auth auth) {
        return MesheryConfig.of(UUID.fromString(S), auth);
    }

    /** Whoever says so is an administrator; the others are left to the dialect. */
    private static final class Administrators implements Authenticator {

        @Override
        public Authentication authenticate(Request request) {
            return request.header("authorization").filter(ADMINISTRATOR::equals).isPresent()
                    ? new Authentication.Authenticated(
                            new Principal("user:admin", "admin", List.of(Role.SUPERUSER), null, null))
                    : new Authentication.Anonymous();
        }

        @Override
        public Authentication atOnce(Request request) {
            return authenticate(request);
        }
    }

    /** An answer with its body read as JSON, if it is some. */
    record Answer(HttpResponse<String> response, @Nullable JsonNode json) {

        int status() {
            return response.statusCode();
        }

        JsonNode body() {
            if (json == null) {
                throw new AssertionError("no JSON: " + response.body());
            }
            return json;
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text(String name) {
            return body().get(name).asString();
        }

        /** The event ids of a list, in order. */
        List<String> ids() {
            return body().get("events")
                    .valueStream()
                    .map(event -> event.get("id").asString())
                    .toList();
        }

        List<String> each(String member) {
            return body().get("events")
                    .valueStream()
                    .map(event -> event.get(member).asString())
                    .toList();
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.address("http").getPort() + path);
    }

    URI socketUri(String path) {
        return URI.create("ws://127.0.0.1:" + http.address("http").getPort() + path);
    }

    HttpRequest.Builder request(String user, String path) {
        var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (user.equals(ADMINISTRATOR)) {
            return request.header("Authorization", ADMINISTRATOR);
        }
        return user.isEmpty() ? request : request.header("X-Meshery-User", user);
    }

    Answer send(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var type = response.headers().firstValue("content-type").orElse("");
            return new Answer(
                    response,
                    type.contains("json") ? Json.parse(response.body()).tree() : null);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    Answer get(String user, String path) {
        return send(request(user, path).GET().build());
    }

    Answer call(String user, String method, String path, String body) {
        return send(request(user, path)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer post(String user, String body) {
        return call(user, "POST", "/api/events", body);
    }

    /** Posts an event that is to be accepted, and gives its id. */
    String post(String user, String category, String action, String severity) {
        return post(user, category, action, severity, "");
    }

    String post(String user, String category, String action, String severity, String description) {
        var body = Json.mapper().createObjectNode();
        body.put("category", category).put("action", action).put("severity", severity);
        body.put("description", description).put("acted_upon", GIVEN);
        var answer = post(user, body.toString());
        if (answer.status() != 201) {
            throw new AssertionError(answer.response().body());
        }
        return answer.text("id");
    }

    List<String> postMany(String user, int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(post(user, "connection", "create", "informational", "number " + i));
        }
        return ids;
    }

    /** Publishes as the server itself: for events that no client can post. */
    void publish(Event event) {
        var outcome = hub.publish(Principal.SYSTEM, event).toCompletableFuture().join();
        if (!(outcome instanceof PublishOutcome.Accepted)) {
            throw new AssertionError(outcome);
        }
    }

    Answer list(String user, String query) {
        return get(user, "/api/system/events" + (query.isEmpty() ? "" : "?" + query));
    }

    long total(String user) {
        return list(user, "").body().get("total_count").asLong();
    }

    @Override
    public void close() {
        client.shutdownNow();
        dialect.close();
        http.close();
        hub.close();
        history.close();
    }
}
