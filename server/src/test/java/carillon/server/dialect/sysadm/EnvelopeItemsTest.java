package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, transport and envelope, in both dialects. */
@ParameterizedClass
@EnumSource(Dialect.class)
class EnvelopeItemsTest {

    private static final String IDENTIFY = "{'namespace':'rpc','name':'identify','id':'i','args':{}}";

    private final Dialect dialect;
    private final Host host;

    EnvelopeItemsTest(Dialect dialect) {
        this.dialect = dialect;
        this.host = new Host(dialect);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("sysadm 1: any path is upgraded, without subprotocol")
    void item001_anyPath() {
        for (var path : new String[] {"", "anything/at/all?x=y", "sysadm"}) {
            try (var client = Client.to(URI.create(host.ws() + path))) {
                assertThat(client.ask(IDENTIFY).path("name").stringValue()).isEqualTo("response");
            }
        }
    }

    @Test
    @DisplayName("sysadm 2: a binary message is answered like a text message")
    void item002_binary() {
        try (var client = host.login("ada")) {
            assertThat(client.sendBinary(IDENTIFY).next().path("id").stringValue())
                    .isEqualTo("i");
        }
    }

    @Test
    @DisplayName("sysadm 3-5: garbage, nothing and an array are 400 without a prefix line")
    void item003_004_005_malformed() {
        try (var client = host.login("ada")) {
            for (var text : new String[] {"{garbage", "", "[1,2]", "::{x}\n{}", "null", "7"}) {
                var frame = client.sendRaw(text).text();
                assertThat(frame).startsWith("{\"args\":{\"code\":").doesNotContain("\n");
                var error = carillon.sdk.event.Json.parse(frame).tree();
                isError(error, 400, "", "error");
            }
        }
    }

    @Test
    @DisplayName("sysadm 6: without namespace the id is echoed")
    void item006_idIsEchoed() {
        try (var client = host.login("ada")) {
            isError(client.ask("{'name':'query','id':'x'}"), 400, "x", "error");
            isError(client.ask("{'namespace':'','name':'query','id':'x'}"), 400, "x", "error");
            isError(client.ask("{'namespace':'rpc','name':7,'id':'x'}"), 400, "x", "rpc");
        }
    }

    @Test
    @DisplayName("sysadm 7: the code is text on the wire, a number in the handbook")
    void item007_code() {
        try (var client = host.connect()) {
            var code = client.ask("{'namespace':'weather','name':'today','id':'w1','args':null}")
                    .path("args")
                    .path("code");
            assertThat(code.toString()).isEqualTo(dialect == Dialect.WIRE ? "\"401\"" : "401");
        }
    }

    @Test
    @DisplayName("sysadm 8-10: ids that are no text, none, and text")
    void item008_009_010_ids() {
        try (var client = host.login("ada")) {
            for (var id : new String[] {"'id':42,", "", "'id':null,", "'id':{},"}) {
                var reply = client.ask("{'namespace':'rpc'," + id + "'name':'query','args':{}}");
                assertThat(reply.path("id").stringValue()).isEmpty();
                assertThat(reply.path("name").stringValue()).isEqualTo("query");
            }
            var reply = client.ask("{'namespace':'rpc','id':'42','name':'query','args':{}}");
            assertThat(reply.path("id").stringValue()).isEqualTo("42");
            assertThat(reply.path("name").stringValue()).isEqualTo("response");
        }
    }

    @Test
    @DisplayName("sysadm 11: trailing newlines are fine")
    void item011_newline() {
        try (var client = host.connect()) {
            assertThat(client.ask(IDENTIFY + "\n\n").path("id").stringValue()).isEqualTo("i");
        }
    }

    @Test
    @DisplayName("sysadm 12: every reply and event has exactly four members")
    void item012_fourMembers() {
        try (var client = host.login("ada")) {
            host.publish("system_state", "{'hostname':'h','priority':'6/Critical'}");
            client.send("{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}");
            for (int i = 0; i < 2; i++) {
                assertThat(client.next().propertyNames()).containsExactly("args", "id", "name", "namespace");
            }
        }
    }

    @Test
    @DisplayName("sysadm 13: a missing namespace is 400 even before login")
    void item013_malformedFirst() {
        try (var client = host.connect()) {
            isError(client.ask("{'name':'query','id':'x'}"), 400, "x", "error");
        }
    }

    @Test
    @DisplayName("sysadm 14: an unknown namespace is 401, then 404")
    void item014_unknownNamespace() {
        var request = "{'namespace':'weather','name':'today','id':'w1','args':null}";
        try (var stranger = host.connect();
                var ada = host.login("ada")) {
            isError(stranger.ask(request), 401, "w1", "weather");
            isError(ada.ask(request), 404, "w1", "weather");
        }
    }

    @Test
    @DisplayName("sysadm 15: the namespace is echoed in its case")
    void item015_case() {
        try (var client = host.login("ada")) {
            var reply = client.ask("{'namespace':'EVENTS','name':'subscribe','id':'k','args':'dispatcher'}");
            assertThat(reply.toString())
                    .isEqualTo("{\"args\":{\"subscribe\":\"dispatcher\"},\"id\":\"k\",\"name\":\"response\","
                            + "\"namespace\":\"EVENTS\"}");
        }
    }

    @Test
    @DisplayName("sysadm 16: Subscribe is 400")
    void item016_operationCase() {
        try (var client = host.login("ada")) {
            isError(
                    client.ask("{'namespace':'events','name':'Subscribe','id':'k','args':'dispatcher'}"),
                    400,
                    "k",
                    "events");
        }
    }

    @Test
    @DisplayName("sysadm 17: thirty pipelined requests are answered in order")
    void item017_order() {
        try (var client = host.login("ada")) {
            for (int i = 0; i < 30; i++) {
                client.send("{'namespace':'rpc','id':'q" + i + "','name':'query','args':{}}");
            }
            for (int i = 0; i < 30; i++) {
                assertThat(client.next().path("id").stringValue()).isEqualTo("q" + i);
            }
        }
    }

    @Test
    @DisplayName("sysadm 18: login and subscribe without waiting")
    void item018_pipelinedLogin() {
        try (var client = host.connect()) {
            client.send(Host.LOGIN.formatted("ada", "ada-pw"));
            client.send("{'namespace':'events','name':'subscribe','id':'k','args':'dispatcher'}");
            assertThat(client.next().path("args").isArray()).isTrue();
            assertThat(client.next().path("args").toString()).isEqualTo("{\"subscribe\":\"dispatcher\"}");
        }
    }

    @Test
    @DisplayName("sysadm 19: pings are answered")
    void item019_pong() throws Exception {
        try (var client = host.connect()) {
            assertThat(client.ping("hello")).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("sysadm 2.2: a message over the limit closes 1009")
    void largeMessagesClose() throws Exception {
        try (var client = host.connect()) {
            client.sendRaw("x".repeat((1 << 20) + 1));
            assertThat(client.closed()).startsWith("1009");
        }
    }

    private void isError(JsonNode frame, int code, String id, String namespace) {
        boolean wire = dialect == Dialect.WIRE;
        assertThat(frame.path("name").stringValue()).isEqualTo("error");
        assertThat(frame.path("id").stringValue()).isEqualTo(id);
        assertThat(frame.path("namespace").stringValue()).isEqualTo(wire ? "error" : namespace);
        assertThat(frame.path("args").path("code").asString()).isEqualTo(Integer.toString(code));
    }
}
