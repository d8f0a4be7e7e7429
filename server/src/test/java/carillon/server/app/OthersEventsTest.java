package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.User;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eve may see every type of event, and asks in every dialect for those that are addressed to Ada. */
class OthersEventsTest {

    private static final String PASSWORD = "a-password-for-tests";
    private static final Role CURIOUS = new Role("curious", List.of(new Claim("*", "list,get", "*")));
    /** Its words are nowhere else, so one of them in what Eve gets is a leak. */
    private static final Event SECRET = Event.about("diaries", "confide", "page-7")
            .owner("ada")
            .severity(Severity.EMERGENCY)
            .operation("op-of-ada")
            .description("hush-hush")
            .build();

    private static final List<String> WORDS = List.of("diaries", "confide", "page-7", "hush-hush", SECRET.id());

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server = new TestServer(data, Map.of());
        var directory = server.server().directory();
        directory.put(CURIOUS);
        for (var name : List.of("ada", "eve")) {
            directory.put(directory.withPassword(new User(name, "for a test", Set.of("curious"), "", ""), PASSWORD));
        }
        publish(SECRET);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.close();
    }

    @Test
    void adaSeesIt() {
        assertThat(ask("ada", "/v1/events?text=hush")).contains(WORDS);
        assertThat(ask("ada", "/api/system/events?search=hush")).contains("diaries", "hush-hush");
        assertThat(ask("ada", "/api/system/events/types")).contains("diaries", "confide");
        assertThat(ask("ada", "/v1/explain?event=" + SECRET.id())).contains("hush-hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/system/events?pagesize=all",
                "/api/events?status=unread",
                "/api/v2/events?sort=severity&order=asc",
                "/api/system/events?user_id=ada",
                "/api/system/events?search=hush",
                "/api/system/events?category=diaries&action=confide",
                "/api/system/events?severity=emergency",
                "/api/system/events/types",
                "/v1/events?counts=true",
                "/v1/events?owner=ada&counts=true",
                "/v1/events?type=diaries&key=page-7",
                "/v1/events?operation=op-of-ada",
                "/v1/events?text=hush",
            })
    void noListCountOrTypeTellsEve(String path) {
        var answer = ask("eve", path);
        assertThat(answer).doesNotContain(WORDS);
        // the demo's objects are there for everybody, and none of them is an emergency
        assertThat(answer).doesNotContain("emergency");
    }

    @Test
    void itsIdIsAsGoodAsUnknown() {
        for (var path : List.of("/api/system/events/", "/v1/events/", "/v1/explain?event=")) {
            var answer = send("eve", path + SECRET.id());
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("hush-hush", "diaries");
        }
        assertThat(send("eve", "/v1/explain?user=ada&event=" + SECRET.id()).statusCode())
                .isEqualTo(403);
        assertThat(send("eve", "/v1/explain?spec=diaries.*.*&event=" + SECRET.id())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void noStreamCarriesItToEve() {
        var position = "?spec=*.*.*&since=0";
        var streams = List.of(
                stream("/api/system/events/subscribe"),
                stream("/api/system/events/subscribe?lastEventId=" + SECRET.id()),
                stream("/v1/stream" + position),
                socket("/api/v3/ws?since=0", "register *.*.*"),
                socket(
                        "/api/system/graphql/query",
                        "{\"type\":\"connection_init\"}",
                        "{\"id\":\"1\",\"type\":\"start\",\"payload\":{\"query\":\"subscription "
                                + "{ subscribeEvents { id category action description } }\"}}"));
        // What is subscribed a moment later gets the next of these.
        Awaitility.await().untilAsserted(() -> {
            publish(SECRET.edit().id(java.util.UUID.randomUUID().toString()).build());
            publish(Event.about("greetings", "say", "hello").owner("eve").build());
            assertThat(streams)
                    .allSatisfy(received -> assertThat(received.toString()).contains("greetings"));
        });
        assertThat(streams)
                .allSatisfy(received -> assertThat(received.toString())
                        .doesNotContain("diaries", "confide", "page-7", "hush-hush", SECRET.id()));
    }

    @Test
    void whatATypeShowsIsOneRuleForListsStreamsAndExplanations() {
        var directory = server.server().directory();
        directory.put(directory.withPassword(new User("nora", "", Set.of(), "", ""), PASSWORD));
        var open = Event.about("racks", "zz", "k").build();
        var closed = Event.about("machines", "update", "m").build();
        publish(open);
        publish(closed);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(ask("nora", "/v1/events?type=racks")).contains(open.id()));
        assertThat(ask("nora", "/v1/events?type=machines")).doesNotContain(closed.id());
        assertThat(ask("nora", "/api/system/events?search=racks")).doesNotContain(closed.id());
        var byHerself = steps(ask("nora", "/v1/explain?event=" + open.id()));
        assertThat(byHerself).contains("visibility", "pass", "visible to every user who is logged in");
        assertThat(steps(send("rocketskates", "/v1/explain?user=nora&event=" + open.id())
                        .body()))
                .isEqualTo(byHerself);
        assertThat(send("rocketskates", "/v1/explain?user=nora&event=" + closed.id())
                        .body())
                .contains("no claim of `nora` covers");
    }

    private static String steps(String explanation) {
        return Json.parse(explanation).tree().path("steps").toString();
    }

    private void publish(Event event) {
        server.server()
                .hub()
                .publish(Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
    }

    private String ask(String user, String path) {
        var answer = send(user, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> send(String user, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(server.base().resolve(path))
                            .header("authorization", proof(user))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String proof(String user) {
        var both = (user + ":" + (user.equals("rocketskates") ? "r0cketsk8ts" : PASSWORD))
                .getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** The lines of an event stream of Eve's, as they come. */
    private Queue<String> stream(String path) {
        var lines = new ConcurrentLinkedQueue<String>();
        var request = HttpRequest.newBuilder(server.base().resolve(path))
                .header("authorization", proof("eve"))
                .header("accept", "text/event-stream")
                .build();
        var _ = http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(response -> response.body().forEach(lines::add));
        return lines;
    }

    /** The messages of a WebSocket of Eve's, as they come. */
    private Queue<String> socket(String path, String... messages) {
        var received = new ConcurrentLinkedQueue<String>();
        var uri = URI.create(server.base().resolve(path).toString().replaceFirst("^http", "ws"));
        var socket = http.newWebSocketBuilder()
                .header("authorization", proof("eve"))
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        received.add(text.toString());
                        from.request(1);
                        return null;
                    }
                })
                .join();
        for (var message : messages) {
            socket.sendText(message, true).join();
        }
        return received;
    }
}
