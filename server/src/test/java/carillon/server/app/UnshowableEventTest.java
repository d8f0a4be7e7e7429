package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.server.config.Settings;
import carillon.server.dialect.sysadm.Client;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A journal of an older version, which took bytes that are no text: each dialect shows such an event with a mark in place of what it
 * cannot show, and the events around it as ever.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnshowableEventTest {

    private static final String ADMINISTRATOR = "Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));

    /** Overlong, a surrogate as bytes, half a pair as an escape. */
    private static final List<String> BROKEN = List.of("\u00c0\u00af", "\u00ed\u00a0\u0080", "\\ud800");

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start() {
        server = new TestServer(data, Map.of(Settings.SYSADM_ENABLED.key(), "true"));
        publish(event("first").build());
        for (int i = 0; i < BROKEN.size(); i++) {
            // What is published inside of the process is trusted, and goes to the journal as it is.
            var bytes = ("{\"Name\":\"" + BROKEN.get(i) + "\"}").getBytes(StandardCharsets.ISO_8859_1);
            publish(event("broken-" + i)
                    .object(Json.trusted(bytes))
                    .original(Json.trusted(bytes))
                    .metadata(Json.trusted(bytes))
                    .build());
        }
        publish(Event.about("life-preserver", "notice", "")
                .object(Json.trusted("{\"message\":\"\u00c0\u00af\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build());
        publish(event("last").build());
        // What is kept in memory of the latest events is gone with it: everything comes out of the journal from here
        // on.
        server.restart();
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private static carillon.sdk.event.EventBuilder event(String key) {
        return Event.about("things", "break", key).severity(Severity.ERROR).description("of " + key);
    }

    private void publish(Event event) {
        server.server()
                .hub()
                .publish(Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/events?type=things",
                "/v1/events?type=things&format=cloudevents",
                "/v1/events?type=things&text=broken",
                "/api/system/events?category=things",
                "/api/events?category=things&search=broken",
            })
    void lists(String path) throws Exception {
        var answer = send(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("broken-0", "broken-1", "broken-2", Json.UNREADABLE);
        Json.parse(answer.body());
    }

    @Test
    void oneByOne() throws Exception {
        var list = Json.parse(send("/v1/events?type=things").body()).tree().get("events");
        for (var event : list) {
            assertThat(send("/v1/events/" + event.get("id").stringValue()).statusCode())
                    .isEqualTo(200);
            assertThat(send("/v1/explain?event=" + event.get("id").stringValue())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(list.size()).isEqualTo(BROKEN.size() + 2);
        assertThat(list.get(1).path("object").path(Json.UNREADABLE).stringValue())
                .contains("not UTF-8");
    }

    @Test
    void replays() throws Exception {
        var path = "?since=0";
        wholly(stream("/v1/stream" + path + "&spec=things.*.*"));
        wholly(stream("/v1/stream" + path + "&format=cloudevents&data=event&spec=things.*.*"));
        wholly(socket("/api/v3/ws" + path, "register things.*.*"));
        wholly(socket(
                "/socket.io/?EIO=4&transport=websocket",
                "40{\"token\":\"" + token() + "\",\"subscribe\":\"things.*.*\",\"since\":\"0\"}"));
        wholly(socket(
                "/events/ws",
                "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"1\",\"flowId\":\"f\","
                        + "\"payload\":{\"spec\":\"things.*.*\",\"since\":\"0\"}}"));
    }

    /** The mark is JSON like any other: a filter can find it. */
    @Test
    void filtersSeeTheMark() {
        var received = socket("/api/v3/ws?since=0", "register things.*.*.Object.unreadable=Re(\"UTF-8\")");
        await().untilAsserted(() -> assertThat(received.toString()).contains("broken-0", "broken-1", "broken-2"));
        assertThat(received.toString()).doesNotContain("first");
    }

    @Test
    void mesheryResumes() throws Exception {
        var first = Json.parse(send("/v1/events?type=things&key=first").body())
                .tree()
                .at("/events/0/id")
                .stringValue();
        var lines = stream("/api/system/events/subscribe?lastEventId=" + first);
        await().untilAsserted(() -> assertThat(lines.toString()).contains("broken-0", "broken-2", "of last"));
    }

    @Test
    void sysAdm() throws Exception {
        try (var client = Client.to(URI.create(server.server().listeners().get("sysadm")))) {
            client.ask("{'namespace':'rpc','name':'auth','id':'in',"
                    + "'args':{'username':'rocketskates','password':'r0cketsk8ts'}}");
            // The last event comes before the reply (sysadm 6.4), and says why it cannot be shown.
            assertThat(client.ask("{'namespace':'events','name':'subscribe','id':'s','args':['life-preserver']}")
                            .toString())
                    .contains("life_preserver", "unreadable");
            assertThat(client.next().toString()).contains("response");
        }
    }

    private String token() throws Exception {
        return Json.parse(send("/api/v3/users/rocketskates/token").body())
                .tree()
                .get("Token")
                .stringValue();
    }

    /** Everything once, in order, and the stream open. */
    private void wholly(Queue<String> received) {
        await().untilAsserted(() -> assertThat(received.toString()).contains("last"));
        var all = received.toString().replace("\"Key\"", "\"key\"");
        var keys = List.of("first", "broken-0", "broken-1", "broken-2", "last");
        for (var key : keys) {
            var quoted = "\"key\":\"" + key + "\"";
            assertThat(all).contains(quoted);
            assertThat(all.indexOf(quoted)).as(key + " once").isEqualTo(all.lastIndexOf(quoted));
        }
        assertThat(keys.stream()
                        .map(key -> all.indexOf("\"key\":\"" + key + "\""))
                        .toList())
                .isSorted();
        assertThat(all).contains(Json.UNREADABLE);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.base().resolve(path)).header("authorization", ADMINISTRATOR);
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Queue<String> stream(String path) {
        var lines = new ConcurrentLinkedQueue<String>();
        var _ = http.sendAsync(
                        request(path).header("accept", "text/event-stream").build(),
                        HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(response -> response.body().forEach(lines::add));
        return lines;
    }

    private Queue<String> socket(String path, String message) {
        var received = new ConcurrentLinkedQueue<String>();
        var socket = http.newWebSocketBuilder()
                .header("authorization", ADMINISTRATOR)
                .buildAsync(
                        URI.create(server.base().resolve(path).toString().replaceFirst("^http", "ws")),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence text, boolean last) {
                                received.add(text.toString());
                                from.request(1);
                                return null;
                            }
                        })
                .join();
        socket.sendText(message, true).join();
        return received;
    }
}
