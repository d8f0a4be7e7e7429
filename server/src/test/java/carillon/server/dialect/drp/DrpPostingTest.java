package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpPostingTest {

    private DrpServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
        server.addUserWith("ines", new Claim("events", "post", "*"));
        server.addUserWith("mute", new Claim("machines", "get", "*"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("drp 86: a full event is answered 204 and arrives with the poster's principal")
    void item86_fullEvent() {
        try (var session = server.session().register("p86.*.*")) {
            var answer = server.rest("ines:pw").post("/events", """
                    {"Time":"2031-03-04T05:06:07.890+01:00","Type":"p86","Action":"a","Key":"k","Principal":"user:other",
                     "Object":{"x":1},"Original":{"x":0},"Extra":true}""");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("content-type")).startsWith("application/json");
            assertThat(answer.body()).isEmpty();
            assertThat(session.next().toString())
                    .isEqualTo("{\"Time\":\"2031-03-04T04:06:07.89Z\",\"Type\":\"p86\",\"Action\":\"a\",\"Key\":\"k\","
                            + "\"Principal\":\"user:ines\",\"Object\":{\"x\":1},\"Original\":{\"x\":0}}");
        }
    }

    @ParameterizedTest
    @DisplayName("drp 87: without a time, or with the zero time, subscribers see the time of receipt")
    @ValueSource(
            strings = {
                "{\"Type\":\"p87\"}",
                "{\"Type\":\"p87\",\"Time\":null}",
                "{\"Type\":\"p87\",\"Time\":\"\"}",
                "{\"Type\":\"p87\",\"Time\":\"0001-01-01T00:00:00Z\"}"
            })
    void item87_timeOfReceipt(String body) {
        try (var session = server.session().register("p87.*.*")) {
            var before = Instant.now();
            assertThat(server.rest().post("/events", body).status()).isEqualTo(204);
            assertThat(Instant.parse(session.next().get("Time").stringValue()))
                    .isBetween(
                            before.minus(Duration.ofSeconds(1)), Instant.now().plus(Duration.ofSeconds(1)));
        }
    }

    @ParameterizedTest
    @DisplayName("drp 88: bodies that are no event are answered 400 with an Error")
    @ValueSource(
            strings = {
                "{\"Type\":",
                "[]",
                "[{\"Type\":\"p88\"}]",
                "\"x\"",
                "{\"Type\":5}",
                "{\"Key\":[]}",
                "{\"Time\":\"noon\"}",
                "",
                "{\"Time\":\"+99999-01-01T00:00:00Z\"}",
                "{} {}",
                "nil",
                "{\"Principal\":7}"
            })
    void item88_badBodies(String body) {
        var answer = server.rest().post("/events", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("Type").stringValue()).isEqualTo("POST");
        assertThat(answer.json().get("Code").intValue()).isEqualTo(400);
        assertThat(answer.json().get("Messages").size()).isPositive();
    }

    @Test
    @DisplayName("drp 88: another content type is answered 400")
    void item88_contentType() {
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded")) {
            assertThat(server.rest()
                            .call("POST", "/events", "{\"Type\":\"p88\"}", "Content-Type", type)
                            .status())
                    .isEqualTo(400);
        }
        assertThat(server.rest()
                        .call(
                                "POST",
                                "/events",
                                "{\"Type\":\"p88\"}",
                                "Content-Type",
                                "application/json; charset=utf-8")
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @DisplayName("drp 89: reserved types are answered 422")
    @ValueSource(strings = {"websocket", "machine_jobs", "work_order_jobs"})
    void item89_reserved(String type) {
        var answer =
                server.rest().post("/events", "{\"Type\":\"" + type + "\",\"Action\":\"register\",\"Key\":\"*.*.*\"}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("Messages").get(0).stringValue()).contains(type);
    }

    @Test
    @DisplayName("drp 90: without the claim a post is answered 403 with two messages, and nobody gets it")
    void item90_forbidden() {
        try (var session = server.session().register("p90.*.*")) {
            var answer = server.rest("mute:pw").post("/events", "{\"Type\":\"p90\"}");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().get("Type").stringValue()).isEqualTo("AUTH");
            assertThat(answer.json().get("Messages").get(0).stringValue()).contains("/api/v3/events");
            assertThat(answer.json().get("Messages").get(1).stringValue()).contains("(events, post, *)");
            assertThat(session.drain()).isEmpty();
        }
    }

    @Test
    @DisplayName("drp 90: upstream lets any authenticated caller post")
    void item90_upstream(@TempDir Path data) {
        try (var upstream = DrpServer.upstream(data)) {
            upstream.addUser("mute", "pw");
            assertThat(upstream.rest("mute:pw")
                            .post("/events", "{\"Type\":\"x\"}")
                            .status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @DisplayName("drp 91: an object of any kind is passed through unchanged")
    @ValueSource(
            strings = {
                "7",
                "-0",
                "1.0",
                "1.50e+3",
                "12345678901234567890.123",
                "\"text\"",
                "\"\\u00e9\\\"\"",
                "true",
                "false",
                "null",
                "[1,\"a\",null,{\"b\":[]}]",
                "{\"a\":1.0,\"b\":{\"c\":\"d\"}}",
                "{}"
            })
    void item91_anyObject(String object) {
        try (var session = server.session().register("p91.*.*")) {
            assertThat(server.rest()
                            .post(
                                    "/events",
                                    "{\"Type\":\"p91\",\"Object\": " + object + " ,\"Original\":" + object + "}")
                            .status())
                    .isEqualTo(204);
            var event = session.nextText();
            var expected = object.startsWith("\"\\u") ? "\"é\\\"\"" : object;
            assertThat(event).contains("\"Object\":" + expected).contains("\"Original\":" + expected + "}");
        }
    }

    @ParameterizedTest
    @DisplayName("drp 91: also where there are secure parameters and names that look like secrets")
    @ValueSource(
            strings = {
                "{\"a\":1.50e+3}",
                "{\"a\":1.50e+3,\"Params\":{\"open\":1.0}}",
                "{\"a\":1.50e+3,\"b\":\"\\u00e9\"}",
                "{\"a\":1.50e+3,\"b\":\"Secret\"}"
            })
    void item91_besideSecrets(String object) {
        server.rest().post("/params", "{\"Name\":\"hidden91\",\"Secure\":true}");
        try (var session = server.session().register("p91s.*.*")) {
            server.rest().post("/events", "{\"Type\":\"p91s\",\"Object\":" + object + "}");
            assertThat(session.nextText()).contains("\"Object\":" + object + ",");
        }
    }

    @Test
    @DisplayName("drp 92: the request of a stock drpcli events post: all seven members, zero time")
    void item92_stockClient() {
        try (var session = server.session().register("machines.*.*")) {
            var token = server.token("root", Duration.ofMinutes(1));
            var answer = server.rest()
                    .bearer(token)
                    .post(
                            "/events",
                            "{\"Time\":\"0001-01-01T00:00:00Z\",\"Type\":\"machines\",\"Action\":\"poke\",\"Key\":\"m1\","
                                    + "\"Principal\":\"\",\"Object\":null,\"Original\":null}");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("content-type")).startsWith("application/json");
            assertThat(session.subject()).isEqualTo("machines.poke.m1");
        }
    }

    @Test
    @DisplayName("drp 4: strings that need escapes come back as they were")
    void escapes() {
        try (var session = server.session().register("*.odd.*")) {
            assertThat(server.rest()
                            .post(
                                    "/events",
                                    "{\"Type\":\"t\\u0000\\ud83d\\ude00é\",\"Action\":\"odd\",\"Key\":\"\\n\\\"\\\\\"}")
                            .status())
                    .isEqualTo(204);
            var event = session.next();
            assertThat(event.get("Type").stringValue()).isEqualTo("t\0\ud83d\ude00é");
            assertThat(event.get("Key").stringValue()).isEqualTo("\n\"\\");
        }
    }
}
