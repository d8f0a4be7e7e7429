package carillon.sdk.protocol;

import static carillon.sdk.protocol.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist 1 to 18: envelope and HTTP, both dialects. */
class EnvelopeOverHttpTest {

    private static final ServedMux GO = new ServedMux(Fixtures.go());
    private static final ServedMux GB = new ServedMux(Fixtures.gb());

    @AfterAll
    static void stop() {
        GO.close();
        GB.close();
    }

    @Test
    @DisplayName("events-protocol 1: a full request to /events and /events/ is answered with echo:response")
    void item01_echo() {
        for (var served : new ServedMux[] {GO, GB}) {
            for (var path : new String[] {"/events", "/events/", "/events/others"}) {
                var response = served.send(served.request(path).POST(BodyPublishers.ofString(full("echo"))));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(Json.parse(response.body()).tree().get("name").asString())
                        .isEqualTo("echo:response");
            }
        }
    }

    @Test
    @DisplayName("events-protocol 2: never a 3xx status")
    void item02_noRedirects() {
        for (var body : new String[] {"", "null", full("echo"), full("nope"), full("moved")}) {
            assertThat(GO.post(body).statusCode()).isEqualTo(200);
            assertThat(GB.post(body).statusCode()).isEqualTo(200);
        }
        assertThat(GO.send(GO.request("/eventsX").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("events-protocol 3 and 16: two versions of one name have two handlers; the version is echoed")
    void item03_item16_versions() {
        for (var mux : new Mux[] {Fixtures.go(), Fixtures.gb()}) {
            mux.add("echo", 5, (context, event) -> Events.newResponse(event, "five"));
            try (var served = new ServedMux(mux)) {
                var first = served.event(full("echo"));
                var fifth = served.event(full("echo", 5, "{}"));
                assertThat(first.get("version").asInt()).isEqualTo(1);
                assertThat(fifth.get("version").asInt()).isEqualTo(5);
                assertThat(fifth.get("payload").asString()).isEqualTo("five");
            }
        }
    }

    @Test
    @DisplayName("events-protocol 4: flowId byte for byte, also non-ASCII")
    void item04_flowId() {
        var body = full("echo").replace("flow-7781", "flöw-日本-🦉");
        assertThat(GO.event(body).get("flowId").asString()).isEqualTo("flöw-日本-🦉");
        assertThat(GB.event(body).get("flowId").asString()).isEqualTo("flöw-日本-🦉");
    }

    @Test
    @DisplayName("events-protocol 5: numbers keep value and digits")
    void item05_numbers() {
        var numbers = "[65484548474984654,0.10,1E+2,123456789012345678901234567890.10,1e400,-0]";
        assertThat(GO.post(full("echo", 1, numbers)).body()).contains("\"payload\":" + numbers);
        assertThat(GB.post(full("echo", 1, numbers)).body()).contains("\"payload\":" + numbers);
    }

    @Test
    @DisplayName("events-protocol 6: awkward characters in a string payload")
    void item06_strings() {
        var text = "\"< & > \\\" \u2028 \u2029 🦉 \\u00e9\"";
        var wanted = "< & > \" \u2028 \u2029 🦉 é";
        assertThat(GO.event(full("echo", 1, text)).get("payload").asString()).isEqualTo(wanted);
        assertThat(GB.event(full("echo", 1, text)).get("payload").asString()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "\"x\"", "17", "false", "null", "{\"a\" : { } }"})
    @DisplayName("events-protocol 7: any JSON value as payload")
    void item07_payloads(String payload) {
        assertThat(GO.event(full("echo", 1, payload)).get("payload"))
                .isEqualTo(Json.parse(payload).tree());
        assertThat(GB.event(full("echo", 1, payload)).get("payload"))
                .isEqualTo(Json.parse(payload).tree());
    }

    @Test
    @DisplayName("events-protocol 8: unknown fields are ignored and not echoed")
    void item08_unknownField() {
        var body = full("whole").replaceFirst("\\{", "{\"surprise\":{\"deep\":[1]},");
        assertThat(GO.event(body).has("surprise")).isFalse();
        assertThat(GB.event(body).has("surprise")).isFalse();
    }

    @Test
    @DisplayName("events-protocol 9: a version as text, lenient and strict")
    void item09_versionAsText() {
        var body = full("echo").replace("\"version\":1", "\"version\":\"1\"");
        assertThat(GO.event(body).get("name").asString()).isEqualTo("echo:response");
        assertThat(GB.event(body).get("name").asString()).isEqualTo("echo:response");
        try (var strict = new ServedMux(Fixtures.go(Options.go().withLenientVersion(false), Tracker.NONE))) {
            assertThat(strict.event(body).get("name").asString()).isEqualTo("error");
        }
    }

    @Test
    @DisplayName("events-protocol 10: version 1.5 is an error event")
    void item10_fraction() {
        var body = full("echo").replace("\"version\":1", "\"version\":1.5");
        assertThat(GO.event(body).get("name").asString()).isEqualTo("error");
        assertThat(GB.event(body).get("name").asString()).isEqualTo("badProtocol:error");
    }

    @Test
    @DisplayName("events-protocol 11 and 12: names are exact; an unknown version is an unknown name")
    void item11_item12_notFound() {
        for (var body : new String[] {full("Echo"), full("echo", 2, "{}"), full("nope")}) {
            assertThat(GO.event(body).get("name").asString()).isEqualTo("error");
            assertThat(GO.event(body).get("payload").toString()).isEqualTo("{\"message\":\"Event not Found\"}");
            assertThat(GB.event(body).get("name").asString()).isEqualTo("eventNotFound");
        }
    }

    @Test
    @DisplayName("events-protocol 13: GET is 405 with Allow: POST")
    void item13_get() {
        var response = GO.send(GO.request("/events").GET());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    @DisplayName("events-protocol 14: the content type does not matter, a known charset does")
    void item14_contentType() {
        for (var type : new String[] {"text/plain", "nonsense", ";;;", "application/json; charset=martian"}) {
            var request = GO.request("/events").header("Content-Type", type);
            var response = GO.send(request.POST(BodyPublishers.ofString(full("echo"))));
            assertThat(response.body()).contains("echo:response");
        }
        var latin = full("echo", 1, "\"ä\"").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var request = GB.request("/events").header("Content-Type", "application/json; charset=iso-8859-1");
        var response = GB.send(request.POST(BodyPublishers.ofByteArray(latin)));
        assertThat(response.body()).contains("\"payload\":\"ä\"");
    }

    @Test
    @DisplayName("events-protocol 15: a body above the limit is 413")
    void item15_tooLarge() {
        try (var small = new ServedMux(Fixtures.go(Options.go().withMaxBodyBytes(300), Tracker.NONE))) {
            assertThat(small.post(full("echo")).statusCode()).isEqualTo(200);
            assertThat(small.post(full("echo", 1, "\"" + "x".repeat(300) + "\""))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    @DisplayName("events-protocol 17: 200 concurrent requests each get their own flowId")
    void item17_concurrent() {
        var threads = Executors.newFixedThreadPool(16);
        try {
            var calls = IntStream.range(0, 200)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                var answer = GO.event(full("echo").replace("flow-7781", "flow-" + i));
                                assertThat(answer.get("flowId").asString()).isEqualTo("flow-" + i);
                            },
                            threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(calls).join();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("events-protocol 18: how a client classifies responses")
    void item18_kinds() {
        assertThat(ResponseKind.of("x:response")).isEqualTo(new ResponseKind.Success());
        assertThat(ResponseKind.of("x:redirect")).isEqualTo(new ResponseKind.Redirect());
        assertThat(ResponseKind.of("x:whatever")).isEqualTo(new ResponseKind.Failure(new ErrorType("whatever")));
        assertThat(new ErrorType("whatever").known()).isFalse();
        assertThat(ResponseKind.of("response")).isEqualTo(new ResponseKind.Failure(new ErrorType("response")));
        assertThat(ResponseKind.of("error")).isEqualTo(new ResponseKind.Failure(ErrorType.GENERIC));
        assertThat(ResponseKind.of("eventNotFound")).isEqualTo(new ResponseKind.Failure(ErrorType.EVENT_NOT_FOUND));
    }
}
