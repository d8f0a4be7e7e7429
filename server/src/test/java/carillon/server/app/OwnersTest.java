package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import carillon.core.access.Role;
import carillon.core.access.User;
import carillon.sdk.client.HubClient;
import carillon.sdk.client.PublishResult;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventStatus;
import carillon.sdk.event.Events;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.event.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A user's name and the id that is shown for it mean the same user, whoever gives it and wherever. */
class OwnersTest {

    private static final String PASSWORD = "a-password-for-tests";
    private static final String INSTANCE = "5f5f5f5f-5f5f-4f5f-8f5f-5f5f5f5f5f5f";
    private static final UUID ADA = UserId.of("ada");
    private static final String NOBODY = "99999999-9999-4999-8999-999999999999";

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static TestServer server;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = new TestServer(data, Map.of("events.system-id", INSTANCE));
        var directory = server.server().directory();
        directory.put(new Role("reader", List.of(new Claim("*", "list,get", "*"), new Claim("events", "post", "*"))));
        directory.put(new Role("root", List.of(Claim.ALL)));
        for (var name : List.of("ada", "bob", "cap", "dora")) {
            directory.put(directory.withPassword(new User(name, "for a test", Set.of("reader"), "", ""), PASSWORD));
        }
        directory.put(directory.withPassword(new User("chief", "for a test", Set.of("root"), "", ""), PASSWORD));
    }

    @AfterAll
    static void stop() {
        HTTP.shutdownNow();
        server.close();
    }

    @Test
    @DisplayName("an owner given as the id shown for a user reaches that user alone")
    void idReachesTheUser() {
        publish(about("told-by-id").owner(ADA.toString()).build());
        publish(about("by-capitals")
                .owner(ADA.toString().toUpperCase(java.util.Locale.ROOT))
                .build());
        for (var word : List.of("told-by-id", "by-capitals")) {
            assertThat(ask("ada", "/api/system/events?search=" + word).get("events"))
                    .hasSize(1);
            assertThat(ask("ada", "/v1/events?text=" + word)
                            .get("events")
                            .get(0)
                            .get("owner")
                            .asString())
                    .isEqualTo("ada");
            assertThat(ask("bob", "/v1/events?text=" + word).get("events")).isEmpty();
        }
        var shown =
                ask("ada", "/api/system/events?search=told-by-id").get("events").get(0);
        assertThat(shown.get("user_id").asString()).isEqualTo(ADA.toString());
    }

    @Test
    @DisplayName("the Java builder's fromUser(UUID) reaches the user")
    void builder() {
        publish(Events.newEvent()
                .fromUser(ADA)
                .fromSystem(UUID.randomUUID())
                .withCategory("connection")
                .withAction("create")
                .withSeverity(Severity.SUCCESS)
                .withDescription("by-builder")
                .buildStrict()
                .toEvent());
        assertThat(ask("ada", "/api/system/events?search=by-builder").get("events"))
                .hasSize(1);
    }

    @Test
    @DisplayName("withStatus(READ) survives toEvent(): the list and the counts have it read")
    void bornRead() {
        for (var status : EventStatus.values()) {
            publish(Events.newEvent()
                    .fromUser(UserId.of("dora"))
                    .withCategory("born")
                    .withAction(status.wire())
                    .withStatus(status)
                    .withDescription("born " + status.wire())
                    .build()
                    .toEvent());
            var list = ask("dora", "/api/system/events?category=born&action=" + status.wire());
            assertThat(list.get("events").get(0).get("status").asString()).isEqualTo(status.wire());
        }
        assertThat(descriptions("dora", "/api/system/events?category=born&status=read"))
                .containsExactly("born read");
        assertThat(ask("dora", "/api/system/events").get("read_count").asLong()).isEqualTo(1);
    }

    @Test
    @DisplayName("a live stream carries what is addressed by id")
    void live() throws Exception {
        var stream =
                HTTP.send(request("ada", "/api/system/events/subscribe").build(), HttpResponse.BodyHandlers.ofLines());
        publish(about("live-by-id").owner(ADA.toString()).build());
        assertThat(stream.body().filter(line -> line.startsWith("data:")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("live-by-id", ADA.toString()));
    }

    @Test
    @DisplayName("an id that no user has is refused, and says so")
    void unknownId() {
        var answer = tryPublish(about("to-nobody").owner(NOBODY).build());
        assertThat(answer).isInstanceOfSatisfying(PublishResult.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.detail()).contains("no user has the id " + NOBODY);
        });
        assertThat(ask("chief", "/v1/events?text=to-nobody").get("events")).isEmpty();
    }

    @Test
    @DisplayName("an account that is named like the id of another does not get that one's events")
    void namedLikeAnId() {
        var directory = server.server().directory();
        directory.put(
                directory.withPassword(new User(ADA.toString(), "for a test", Set.of("reader"), "", ""), PASSWORD));
        publish(about("for the real one").owner(ADA.toString()).build());
        assertThat(ask("ada", "/v1/events?text=real").get("events")).hasSize(1);
        assertThat(ask(ADA.toString(), "/v1/events?text=real").get("events")).isEmpty();
        directory.removeUser(ADA.toString());
    }

    @Test
    @DisplayName("the id of the instance addresses everyone")
    void instance() {
        publish(about("to-all").owner(INSTANCE).build());
        for (var user : List.of("ada", "bob")) {
            assertThat(ask(user, "/api/system/events?search=to-all").get("events"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/events?text=wanted&owner=",
                "/api/system/events?search=wanted&author=",
                "/api/system/events?search=wanted&user_id=",
                "/api/system/events?search=wanted&owner="
            })
    @DisplayName("an administrator filters by name and by id, the author among them")
    void filters(String path) {
        publish(about("wanted").owner("ada").build());
        publish(about("wanted").owner("bob").build());
        for (var ada : List.of("ada", ADA.toString())) {
            assertThat(ask("chief", path + ada).get("events"))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.path("owner")
                                    .asString(event.path("user_id").asString("")))
                            .isIn("ada", ADA.toString()));
        }
    }

    @Test
    @DisplayName("the author filter leaves a user their own events, or everyone's, or both")
    void author() {
        publish(about("authored own").owner("ada").build());
        publish(about("authored all").build());
        var list = "/api/system/events?search=authored&author=";
        assertThat(descriptions("ada", list + "ada")).containsExactly("authored own");
        assertThat(descriptions("ada", list + ADA)).containsExactly("authored own");
        assertThat(descriptions("ada", list + INSTANCE)).containsExactly("authored all");
        assertThat(descriptions("ada", list + "%5B%22ada%22,%22" + INSTANCE + "%22%5D"))
                .containsExactlyInAnyOrder("authored own", "authored all");
        assertThat(descriptions("ada", list + "bob")).isEmpty();
        assertThat(descriptions("ada", list + NOBODY)).isEmpty();
    }

    @Test
    @DisplayName("explain takes the id of a user")
    void explain() {
        var event = about("explained").owner("ada").build();
        publish(event);
        var answer = ask("chief", "/v1/explain?event=" + event.id() + "&user=" + ADA);
        assertThat(answer.get("asked").get("user").asString()).isEqualTo("ada");
        assertThat(answer.toString()).contains("It is addressed to `ada`");
    }

    @Test
    @DisplayName("events by name and by id count together against one user's cap")
    void retention() throws Exception {
        publish(about("capped").owner("cap").build());
        publish(about("capped").owner(UserId.of("cap").toString()).build());
        var hub = server.server().hub();
        assertThat(hub.awaitHistory(Duration.ofSeconds(10))).isTrue();
        var surplus = hub.history().surplus(1, 1_000);
        var capped = ask("cap", "/v1/events?text=capped").get("events");
        assertThat(capped).hasSize(2);
        assertThat(capped.valueStream().map(event -> event.get("id").asString()).filter(surplus::contains))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/system/events",
                "/api/events",
                "/api/v2/events",
                "/api/system/events/subscribe",
                "/api/system/graphql/query?query={alive}",
                "/api/user/prefs/notifications"
            })
    @DisplayName("wrong and expired credentials on Meshery's paths answer 401")
    void wrongCredentials(String path) throws Exception {
        var wrong = Base64.getEncoder().encodeToString("ada:wrong".getBytes(StandardCharsets.UTF_8));
        for (var proof : List.of("Basic " + wrong, "Bearer made.up.token")) {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(
                                    server.base() + path.replace("{", "%7B").replace("}", "%7D")))
                            .header("authorization", proof)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(proof).isEqualTo(401);
            assertThat(Json.parse(answer.body()).tree().get("error").asString()).isEqualTo("user unauthorized");
        }
    }

    private static carillon.sdk.event.EventBuilder about(String description) {
        return Event.about("connection", "create", "k").description(description);
    }

    private static void publish(Event event) {
        assertThat(tryPublish(event)).isInstanceOf(PublishResult.Stored.class);
    }

    private static PublishResult tryPublish(Event event) {
        try {
            return HubClient.basic(server.base(), "bob", PASSWORD).publish(List.of(event));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopping);
        }
    }

    private static List<String> descriptions(String user, String path) {
        return ask(user, path)
                .get("events")
                .valueStream()
                .map(event -> event.get("description").asString())
                .toList();
    }

    private static HttpRequest.Builder request(String user, String path) {
        var both = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(server.base() + path)).header("authorization", "Basic " + both);
    }

    private static JsonNode ask(String user, String path) {
        try {
            var answer = HTTP.send(request(user, path).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Json.parse(answer.body()).tree();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopping);
        }
    }
}
