package carillon.sdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.ErrorType;
import carillon.sdk.protocol.EventException;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.HttpAdapter;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Options;
import carillon.sdk.protocol.Outcome;
import carillon.sdk.protocol.Replies;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The outcomes of events-protocol section 8.6. */
@TestInstance(Lifecycle.PER_CLASS)
class EventsClientTest {

    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;

    @BeforeAll
    void start() throws Exception {
        var mux = new Mux(Options.gb())
                .add("echo", 1, (context, event) -> Outcome.of(Replies.response(event, event.payload())))
                .add("moved", 1, (context, event) -> Outcome.of(Replies.redirect(event, "u", Map.of("a", "b"))))
                .add("typed", 1, (context, event) -> {
                    throw new EventException("C1", Map.of(), ErrorType.GONE, true);
                });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/events", HttpAdapter.events(mux));
        server.createContext(
                "/go",
                HttpAdapter.events(
                        new Mux().add("echo", 1, (context, event) -> Events.newResponse(event, event.payload()))));
        server.createContext("/slow", exchange -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        server.createContext("/odd", exchange -> {
            var body = "<html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void stop() {
        never.countDown();
        server.stop(0);
    }

    private EventsClient client(String path, Options options) {
        return EventsClient.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path), options);
    }

    private EventOutcome send(String path, Options options, String name) throws InterruptedException {
        var payload = Json.parse("{\"n\":0.10}");
        return client(path, options).send(Replies.request(name, 1, "i", "f", payload));
    }

    @Test
    @DisplayName("events-protocol 8.6: success, redirect, error of a known and of an unknown type")
    void answers() throws Exception {
        assertThat(send("/events", Options.gb(), "echo"))
                .isInstanceOfSatisfying(EventOutcome.Success.class, success -> {
                    assertThat(success.payload().toString()).isEqualTo("{\"n\":0.10}");
                    assertThat(success.response().flowId()).isEqualTo("f");
                });
        assertThat(send("/events", Options.gb(), "moved"))
                .isInstanceOfSatisfying(EventOutcome.Redirect.class, redirect -> {
                    assertThat(redirect.url()).isEqualTo("u");
                    assertThat(redirect.queryParameters().toString()).isEqualTo("{\"a\":\"b\"}");
                });
        assertThat(send("/events", Options.gb(), "typed"))
                .isInstanceOfSatisfying(
                        EventOutcome.Failure.class,
                        failure -> assertThat(failure.type()).isEqualTo(ErrorType.GONE));
        assertThat(send("/events", Options.gb(), "nope"))
                .isInstanceOfSatisfying(
                        EventOutcome.Failure.class,
                        failure -> assertThat(failure.type()).isEqualTo(ErrorType.EVENT_NOT_FOUND));
    }

    @Test
    @DisplayName("events-protocol 8.1: a strict client refuses responses of dialect go, a lenient one reads them")
    void strictness() throws Exception {
        assertThat(send("/go", Options.gb(), "echo"))
                .isInstanceOfSatisfying(
                        EventOutcome.FailedDependency.class,
                        failed -> assertThat(failed.reason()).contains("identity"));
        assertThat(send("/go", Options.go(), "echo")).isInstanceOf(EventOutcome.Success.class);
    }

    @Test
    @DisplayName("events-protocol 8.6: timeout, other statuses, no event, nobody there")
    void failures() throws Exception {
        var slow = client("/slow", Options.go()).withTimeout(Duration.ofMillis(200));
        assertThat(slow.send(Replies.request("echo", 1, "i", "f", null))).isInstanceOf(EventOutcome.Timeout.class);
        assertThat(send("/elsewhere", Options.go(), "echo"))
                .isInstanceOfSatisfying(
                        EventOutcome.FailedDependency.class,
                        failed -> assertThat(failed.reason()).isEqualTo("HTTP 404"));
        assertThat(send("/odd", Options.go(), "echo"))
                .isInstanceOfSatisfying(
                        EventOutcome.FailedDependency.class,
                        failed -> assertThat(failed.body()).isEqualTo("<html>"));
        var nobody = EventsClient.of(URI.create("http://127.0.0.1:1/events"), Options.go());
        assertThat(nobody.send(Replies.request("echo", 1, "i", "f", null)))
                .isInstanceOf(EventOutcome.FailedDependency.class);
    }
}
