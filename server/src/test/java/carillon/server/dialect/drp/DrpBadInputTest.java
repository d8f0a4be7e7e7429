package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import carillon.core.access.Claim;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input of sections 5.4.5, 10, 11 and 15, row by row: each gets the stated answer, stores nothing and loses nothing:
 * whoever listened before listens still, and what is right is taken right after.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpBadInputTest {

    private static final String TOO_DEEP = "Not(".repeat(65) + "a=Exists()" + ")".repeat(65);
    private static final String TOO_MANY = "And(" + "a=Exists(),".repeat(1_000) + "a=Exists())";

    private DrpServer server;
    private Rest rest;
    private Session bystander;
    private long before;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data, DrpConfig.DEFAULT.withMaxRegistrations(3));
        server.addUserWith("weak", new Claim("profiles", "get", "*"));
        rest = server.rest();
        rest.post("/profiles", "{\"Name\":\"p\"}");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void listen() {
        bystander = server.session().register("bad.*.*", "profiles.*.*");
        before = server.hub.log().last();
    }

    /** In the journal is only who came and went, and the bystander misses nothing. */
    @AfterEach
    void nothingStoredNothingLost() {
        server.publish("bad", "good", "again");
        assertThat(stored()).containsExactly("bad.good.again");
        assertThat(bystander.drain()).containsExactly("bad.good.again");
        bystander.close();
    }

    private List<String> stored() {
        var subjects = new ArrayList<String>();
        for (var record : server.hub.log().readAfter(before, 10_000)) {
            var event = switch (EntryCodec.decode(record)) {
                case Entry.Published(var published) -> published;
                case Entry.ObjectChanged changed -> changed.event();
                case Entry.StatusChanged _, Entry.Deleted _, Entry.Checkpoint _ -> throw new AssertionError(record);
            };
            if (!event.subject().type().equals("connections")) {
                var subject = event.subject();
                subjects.add(subject.type() + "." + subject.action() + "." + subject.key());
            }
        }
        return subjects;
    }

    static Stream<Arguments> specs() {
        return Stream.of(
                arguments("5.3.1 no dot", "bad", "a spec needs type.action.key (at character 4)"),
                arguments("5.3.1 one dot", "bad.x", "a spec needs type.action.key (at character 6)"),
                arguments("5.3.3 a filter of nothing but a parenthesis", "bad.*.*.(", "(at character 9)"),
                arguments("7.1 no operator", "bad.*.*.a=b", "(at character 11)"),
                arguments("7.2.1 case", "bad.*.*.a=eq(1)", "(at character 11)"),
                arguments("7.2.3 an empty segment", "bad.*.*.a..b=Exists()", "(at character 11)"),
                arguments("7.2.4 a string without its end", "bad.*.*.a=Eq(\"x)", "(at character 14)"),
                arguments("7.2.5 a bare word", "bad.*.*.a=Eq(local)", "(at character 14)"),
                arguments("7.2.6 a leading zero", "bad.*.*.a=Eq(01)", "(at character 14)"),
                arguments("7.2.6 beyond a double", "bad.*.*.a=Eq(1e999)", "(at character 14)"),
                arguments("7.2.7 a pointer's tilde", "bad.*.*./a~2=Exists()", "(at character 11)"),
                arguments("7.2.8 too few arguments", "bad.*.*.a=In()", "(at character 14)"),
                arguments("7.2.8 too many arguments", "bad.*.*.a=Eq(1,2)", "(at character 15)"),
                arguments("7.2.8 Not of two", "bad.*.*.Not(a=Exists(),b=Exists())", "(at character 9)"),
                arguments("7.2.10 something behind", "bad.*.*.a=Eq(1) x", "(at character 17)"),
                arguments("7.2.11 too deep", "bad.*.*." + TOO_DEEP, "(at character 265)"),
                arguments("7.2.11 too many terms", "bad.*.*." + TOO_MANY, "1000 terms at most"),
                arguments("7.4 no regular expression", "bad.*.*.a=Re(\"(\")", "(at character 14)"),
                arguments("7.4 look-ahead", "bad.*.*.a=Re(\"(?=x)\")", "(at character 14)"),
                arguments("7.4 a back-reference", "bad.*.*.a=Re(\"(x)\\\\1\")", "(at character 14)"),
                arguments("7.4 not a string", "bad.*.*.a=Re(1)", "(at character 14)"));
    }

    @ParameterizedTest(name = "drp 5.4.5: {0}")
    @MethodSource("specs")
    void malformedRegistration(String row, String spec, String says) {
        try (var session = server.session()) {
            var error = session.send("register " + spec).next();
            assertThat(Session.subject(error)).isEqualTo("websocket.error." + spec);
            assertThat(error.get("Original").isNull()).isTrue();
            var object = error.get("Object");
            assertThat(object.propertyNames()).containsExactly("Model", "Key", "Type", "Messages", "Code");
            assertThat(object.get("Model").stringValue()).isEqualTo("websocket");
            assertThat(object.get("Key").stringValue()).isEqualTo(spec);
            assertThat(object.get("Type").stringValue()).isEqualTo("register");
            assertThat(object.get("Code").intValue()).isEqualTo(400);
            assertThat(object.get("Messages").get(0).stringValue()).as(row).contains(says);
            // Not stored: there is room for two others still, nothing of it comes, and taking it back is acknowledged.
            session.register("bad.one.*", "bad.two.*").deregister(spec);
            server.publish("profiles", "bystander", "x");
            assertThat(session.drainEvents()).isEmpty();
            assertThat(bystander.subject()).isEqualTo("profiles.bystander.x");
            before = server.hub.log().last();
        }
    }

    @Test
    void drp5_4_5_tooManyRegistrations() {
        bystander.register("bad.three.*");
        var error = bystander.send("register bad.four.*").next();
        assertThat(Session.subject(error)).isEqualTo("websocket.error.bad.four.*");
        assertThat(error.get("Object").get("Code").intValue()).isEqualTo(400);
        assertThat(error.get("Object").get("Messages").get(0).stringValue()).contains("3 registrations");
        // The drain of the check needs room for one.
        bystander.deregister("bad.three.*");
    }

    static Stream<Arguments> posts() {
        var json = "application/json";
        return Stream.of(
                arguments("10.3 an empty body", json, "", 400),
                arguments("10.5 broken JSON", json, "{\"Type\":", 400),
                arguments("10.5 two values", json, "{} {}", 400),
                arguments("10.5 no JSON", json, "Type: bad", 400),
                arguments("10.5 an array", json, "[{\"Type\":\"bad\"}]", 400),
                arguments("10.5 a string", json, "\"bad\"", 400),
                arguments("10.5 null", json, "null", 400),
                arguments("10.5 a type that is a number", json, "{\"Type\":5}", 400),
                arguments("10.5 an action that is an object", json, "{\"Type\":\"bad\",\"Action\":{}}", 400),
                arguments("10.5 a key that is an array", json, "{\"Type\":\"bad\",\"Key\":[]}", 400),
                arguments("10.5 a principal that is a boolean", json, "{\"Type\":\"bad\",\"Principal\":true}", 400),
                arguments("10.5 a time that is a number", json, "{\"Type\":\"bad\",\"Time\":7}", 400),
                arguments("10.5 a time that is none", json, "{\"Type\":\"bad\",\"Time\":\"noon\"}", 400),
                arguments("10.5 plain text", "text/plain", "{\"Type\":\"bad\"}", 400),
                arguments("10.5 a form", "application/x-www-form-urlencoded", "Type=bad", 400),
                arguments("10.4 a forged answer", json, "{\"Type\":\"websocket\",\"Action\":\"register\"}", 422),
                arguments("10.4 a pseudo type", json, "{\"Type\":\"machine_jobs\"}", 422),
                arguments("10.4 the other pseudo type", json, "{\"Type\":\"work_order_jobs\"}", 422));
    }

    @ParameterizedTest(name = "drp {0}")
    @MethodSource("posts")
    void badPost(String row, String contentType, String body, int status) {
        var answer = rest.call("POST", "/events", body, "Content-Type", contentType);
        assertError(answer, status, "events", "", "POST");
        assertThat(answer.json().get("Messages").size()).as(row).isEqualTo(1);
    }

    @Test
    void drp10_6_postWithoutTheClaim() {
        var answer = server.rest("weak:pw").post("/events", "{\"Type\":\"bad\"}");
        assertError(answer, 403, "events", "", "AUTH");
        assertThat(answer.json().get("Messages").get(0).stringValue()).contains("/api/v3/events");
        assertThat(answer.json().get("Messages").get(1).stringValue()).contains("(events, post, *)");
    }

    static Stream<Arguments> connections() {
        return Stream.of(
                arguments("11.2.1 an unknown name", "GET", "?Colour=red", 406, ""),
                arguments("11.2.1 one bound of two", "GET", "?Type=Between(a)", 406, ""),
                arguments("11.2.1 three bounds", "GET", "?Type=Except(a,b,c)", 406, ""),
                arguments("11.2.1 a limit that is no number", "GET", "?limit=x", 406, ""),
                arguments("11.2.1 an offset below 0", "GET", "?offset=-1", 406, ""),
                arguments("11.2 an unknown address", "GET", "/192.0.2.1:9", 404, "192.0.2.1:9"),
                arguments("11.2 an unknown address of IPv6", "GET", "/%5B2001:db8::1%5D:9", 404, "[2001:db8::1]:9"),
                arguments("11.2.2 INDEX:VALUE", "GET", "/Type:websocket", 404, "Type:websocket"),
                arguments("11.2 no address", "GET", "/nonsense", 404, "nonsense"),
                arguments("11.2 ending what is not there", "DELETE", "/192.0.2.1:9", 404, "192.0.2.1:9"),
                arguments("11.2 ending nonsense", "DELETE", "/nonsense", 404, "nonsense"));
    }

    @ParameterizedTest(name = "drp {0}")
    @MethodSource("connections")
    void badQuestionAboutConnections(String row, String method, String path, int status, String key) {
        assertError(rest.call(method, "/connections" + path, null), status, "connections", key, method);
        assertThat(rest.get("/connections?Type=websocket").json().size())
                .as(row)
                .isEqualTo(1);
    }

    @Test
    void drp11_2_4_connectionsWithoutTheClaim() {
        var weak = server.rest("weak:pw");
        var mine = rest.get("/connections?Type=websocket")
                .json()
                .get(0)
                .get("RemoteAddr")
                .stringValue();
        assertThat(weak.get("/connections").body()).isEqualTo("[]");
        assertThat(weak.get("/machines/m1/connections").body()).isEqualTo("[]");
        assertError(weak.get("/connections/" + mine), 404, "connections", mine, "GET");
        assertError(weak.delete("/connections/" + mine), 403, "connections", mine, "AUTH");
    }

    @Test
    void drp11_2_onlyWebSocketsCanBeEnded() {
        var api = rest.get("/connections?Type=api")
                .json()
                .get(0)
                .get("RemoteAddr")
                .stringValue();
        assertError(rest.delete("/connections/" + api), 409, "connections", api, "DELETE");
        assertThat(rest.get("/connections/" + api).status()).isEqualTo(200);
    }

    static Stream<Arguments> objects() {
        return Stream.of(
                arguments("an unknown path", "GET", "/a/b/c/d", null, 404, "a", "b"),
                arguments("no type of objects", "GET", "/Profiles", null, 404, "Profiles", ""),
                arguments("a reserved type", "POST", "/log", "{\"Name\":\"x\"}", 404, "log", ""),
                arguments("an unknown object", "GET", "/profiles/q", null, 404, "profiles", "q"),
                arguments("an unknown sub-path", "GET", "/profiles/p/elsewhere", null, 404, "profiles", "p"),
                arguments(
                        "replacing what is not there", "PUT", "/profiles/q", "{\"Name\":\"q\"}", 404, "profiles", "q"),
                arguments("patching what is not there", "PATCH", "/profiles/q", "[]", 404, "profiles", "q"),
                arguments("removing what is not there", "DELETE", "/profiles/q", null, 404, "profiles", "q"),
                arguments("a parameter that is not there", "GET", "/profiles/p/params/x", null, 404, "profiles", "p"),
                arguments("removing it", "DELETE", "/profiles/p/params/x", null, 404, "profiles", "p"),
                arguments("no such method", "POST", "/info", "{}", 405, "info", ""),
                arguments("10.8 reading events", "GET", "/events", null, 405, "events", ""),
                arguments("making it twice", "POST", "/profiles", "{\"Name\":\"p\"}", 409, "profiles", ""),
                arguments("no key", "POST", "/profiles", "{}", 422, "profiles", ""),
                arguments("an impossible key", "POST", "/profiles", "{\"Name\":\"a\\u0000\"}", 422, "profiles", ""),
                arguments("no object", "POST", "/profiles", "[]", 400, "profiles", ""),
                arguments("an empty body", "POST", "/profiles", "", 400, "profiles", ""),
                arguments("another key", "PUT", "/profiles/p", "{\"Name\":\"q\"}", 422, "profiles", "p"),
                arguments("a broken parameter", "POST", "/profiles/p/params/x", "{", 400, "profiles", "p"),
                arguments("parameters that are none", "POST", "/profiles/p/params", "[]", 400, "profiles", "p"),
                arguments("a patch that is none", "PATCH", "/profiles/p", "{}", 400, "profiles", "p"),
                arguments(
                        "a test that fails",
                        "PATCH",
                        "/profiles/p",
                        "[{\"op\":\"add\",\"path\":\"/X\",\"value\":1},{\"op\":\"test\",\"path\":\"/Name\",\"value\":\"q\"}]",
                        409,
                        "profiles",
                        "p"),
                arguments("an unknown filter", "GET", "/profiles?Colour=red", null, 406, "profiles", ""),
                arguments("a bad lifetime", "GET", "/users/root/token?ttl=x", null, 400, "users", "root"),
                arguments("an unknown user", "GET", "/users/nobody/token", null, 404, "users", "nobody"),
                arguments("an unknown machine", "GET", "/machines/m/token", null, 404, "machines", "m"),
                arguments(
                        "an unknown role", "POST", "/users", "{\"Name\":\"x\",\"Roles\":[\"no\"]}", 422, "users", ""));
    }

    @ParameterizedTest(name = "drp 15: {0}")
    @MethodSource("objects")
    void badRequest(
            String row, String method, String path, @Nullable String body, int status, String model, String key) {
        var was = rest.get("/profiles/p").body();
        assertError(rest.call(method, path, body), status, model, key, method);
        assertThat(rest.get("/profiles/p").body()).as(row).isEqualTo(was);
        assertThat(rest.get("/profiles").json().size()).isEqualTo(1);
    }

    @Test
    void drp15_whatSomebodyElseChangedMeanwhile() {
        var answer = rest.call("PUT", "/profiles/p", "{\"Name\":\"p\"}", "If-Match", "\"0\"");
        assertError(answer, 412, "profiles", "p", "PUT");
    }

    @Test
    void drp15_withoutTheClaim() {
        var weak = server.rest("weak:pw");
        assertError(weak.post("/profiles", "{\"Name\":\"q\"}"), 403, "profiles", "", "AUTH");
        assertError(weak.put("/profiles/p", "{\"Name\":\"p\"}"), 403, "profiles", "p", "AUTH");
        assertError(weak.delete("/profiles/p"), 403, "profiles", "p", "AUTH");
        assertError(weak.get("/users/root/token"), 403, "users", "root", "AUTH");
    }

    private static void assertError(Rest.Answer answer, int status, String model, String key, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/json");
        var error = answer.json();
        assertThat(error.propertyNames()).containsExactly("Model", "Key", "Type", "Messages", "Code");
        assertThat(error.get("Model").stringValue()).isEqualTo(model);
        assertThat(error.get("Key").stringValue()).isEqualTo(key);
        assertThat(error.get("Type").stringValue()).isEqualTo(type);
        assertThat(error.get("Code").intValue()).isEqualTo(status);
        assertThat(error.get("Messages").size()).isPositive();
        assertThat(error.get("Messages").get(0).stringValue()).isNotBlank();
    }
}
