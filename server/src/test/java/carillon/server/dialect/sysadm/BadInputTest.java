package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What nobody should send, rule by rule of sysadm-events 2, 3, 5 and 8, in both dialects. Whatever it was, the connection
 * goes on and answers the next request.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final String QUERY = "{\"namespace\":\"rpc\",\"name\":\"query\",\"id\":\"q\",\"args\":{}}";

    // One host serves all rows of a dialect.
    @Parameter
    @SuppressWarnings("NullAway.Init")
    private Dialect dialect;

    @SuppressWarnings("NullAway.Init")
    private Host host;

    @BeforeParameterizedClassInvocation
    void open() {
        host = new Host(dialect);
    }

    @AfterParameterizedClassInvocation
    void close() {
        host.close();
    }

    /** A message, the code that answers it, and the id in that answer. */
    record Row(String section, String message, int code, String id) {

        static Row of(String section, String message, int code, String id) {
            return new Row(section, message.replace('\'', '"'), code, id);
        }

        @Override
        public String toString() {
            var shown = message.length() > 80 ? message.substring(0, 80) + "…" : message;
            return "sysadm " + section + ": " + code + " for " + shown;
        }
    }

    static Stream<Row> envelopes() {
        var noNamespace = List.of(
                "{'name':'query','id':'x'}",
                "{'namespace':null,'name':'query','id':'x'}",
                "{'namespace':'','name':'query','id':'x'}",
                "{'namespace':7,'name':'query','id':'x'}",
                "{'namespace':['rpc'],'name':'query','id':'x'}",
                "{'namespace':{},'name':'query','id':'x'}",
                "{'namespace':true,'name':'query','id':'x'}",
                "{'NAMESPACE':'rpc','name':'query','id':'x'}");
        var noName = List.of(
                "{'namespace':'rpc','id':'x'}",
                "{'namespace':'rpc','name':null,'id':'x'}",
                "{'namespace':'rpc','name':'','id':'x'}",
                "{'namespace':'rpc','name':7,'id':'x'}",
                "{'namespace':'rpc','name':['query'],'id':'x'}",
                "{'namespace':'rpc','name':{'a':1},'id':'x'}");
        var oddIds = List.of("42", "null", "{}", "[]", "true", "''");
        var unparsable = List.of(
                "",
                "\n",
                "{",
                "}",
                "{}}",
                "null",
                "7",
                "true",
                "'text'",
                "[1,2]",
                "[{'namespace':'rpc','name':'query','id':'x'}]",
                "{'namespace':'rpc','name':}",
                "{'namespace':'rpc' 'name':'query'}",
                "{namespace:'rpc',name:'query'}",
                "{'namespace':'rpc','name':'query','args':NaN}",
                "{'namespace':'rpc','name':'query','args':01}",
                "{'namespace':'rpc','name':'query','args':'\\x'}",
                "{'namespace':'rpc','name':'query','args':1e99999999999}",
                "{'namespace':'rpc','name':'query'} and more",
                "{'namespace':'rpc','name':'query'}{}",
                "\u0000",
                "{'namespace':'rpc\u0000','name':'query'}",
                "\u00ff\u00fe",
                "[".repeat(100_000),
                "{'a':".repeat(50_000),
                "{'namespace':'rpc','name':'query','args':" + "[".repeat(300) + "]".repeat(300) + "}");
        var relayIds = List.of("::{x}\n{'namespace':'rpc','name':'query','id':'x'}", "::{x}", "::{x}\n", "x y\n{}");
        var unknown = List.of(
                "{'namespace':'weather','name':'today','id':'x','args':null}",
                "{'namespace':'sysadm','name':'settings','id':'x'}",
                "{'namespace':'events ','name':'subscribe','id':'x','args':'dispatcher'}",
                "{'namespace':'rpc','name':'nosuch','id':'x'}",
                "{'namespace':'rpc','name':'Identify','id':'x'}",
                "{'namespace':'rpc','name':'Auth','id':'x'}",
                "{'namespace':'rpc','name':'query ','id':'x'}");
        return Stream.of(
                        rows("3.1 rule 1", noNamespace, 400, "x"),
                        rows("3.1 rule 1", noName, 400, "x"),
                        oddIds.stream()
                                .map(id ->
                                        Row.of("3.1 rule 2", "{'namespace':'rpc','name':7,'id':" + id + "}", 400, "")),
                        rows("3.1 rule 4", unparsable, 400, ""),
                        rows("3.1 rule 6", relayIds, 400, ""),
                        rows("3.2", unknown, 404, "x"),
                        // An id is echoed, whatever it holds.
                        Stream.of(
                                Row.of("3.2", "{'namespace':'a','name':'b','id':'\\u0000'}", 404, "\u0000"),
                                Row.of("3.2", "{'namespace':'a','name':'b','id':'\\n\\t\\''}", 404, "\n\t\""),
                                Row.of("3.2", "{'namespace':'a','name':'b','id':'🔔'}", 404, "🔔"),
                                // Half a character is no JSON in any dialect, wherever it stands.
                                Row.of("3.1 rule 4", "{'namespace':'a','name':'b','id':'\\ud83d'}", 400, "")))
                .flatMap(rows -> rows);
    }

    static Stream<Row> logins() {
        var passwords = List.of(
                "null",
                "[]",
                "7",
                "'ada'",
                "['ada','ada-pw']",
                "{}",
                "{'username':'ada'}",
                "{'password':'ada-pw'}",
                "{'username':null,'password':null}",
                "{'username':['ada'],'password':['ada-pw']}",
                "{'username':{},'password':{}}",
                "{'username':'','password':''}",
                "{'username':'ada','password':''}",
                "{'username':'ada','password':'ADA-PW'}",
                "{'username':'ada ','password':'ada-pw'}",
                "{'USERNAME':'ada','PASSWORD':'ada-pw'}",
                "{'username':'ada','password':'" + "x".repeat(100_000) + "'}");
        var tokens = List.of(
                "null",
                "''",
                "[]",
                "{}",
                "{'token':''}",
                "{'token':null}",
                "{'token':7}",
                "{'token':['']}",
                "{'token':'%'}",
                "{'token':'AAAAAAAAAAAAAAAAAAAA'}");
        var answers = List.of("''", "'!!!'", "'QUJD'", "7", "null", "[]", "{}", "'" + "QUJD".repeat(50_000) + "'");
        var calls = List.of("auth_bogus", "authenticate", "auth_TOKEN", "auth_", "auth_ssl2");
        return Stream.of(
                        passwords.stream().map(args -> auth("5.2", "auth", args)),
                        tokens.stream().map(args -> auth("5.5", "auth_token", args)),
                        answers.stream().map(args -> auth("5.4", "auth_ssl", "{'encrypted_string':" + args + "}")),
                        calls.stream().map(name -> auth("5.2", name, "{}")))
                .flatMap(rows -> rows);
    }

    static Stream<Row> jobs() {
        var noAction =
                List.of("null", "[]", "7", "'run'", "{}", "{'action':7}", "{'action':null}", "{'action':['run']}");
        var noSuchAction = List.of("{'action':''}", "{'action':'start'}", "{'action':'run '}", "{'Action':'run'}");
        var noIds = List.of(
                "{'action':'kill'}",
                "{'action':'kill','job_id':7}",
                "{'action':'kill','job_id':null}",
                "{'action':'kill','job_id':{}}",
                "{'action':'kill','job_id':true}");
        var noText = List.of(
                "{'action':'run','" + "x".repeat(1001) + "':'true'}",
                "{'action':'run','long':'" + "x".repeat(40_000) + "'}",
                "{'action':'run','many':[''" + ",''".repeat(10_000) + "]}",
                "{'action':'run','many':['" + "x".repeat(30_000) + "'" + (",'" + "x".repeat(30_000) + "'").repeat(5)
                        + "]}");
        var halves =
                List.of("{'action':'run','half':'echo \\ud83d'}", "{'action':'run','half':['true','echo \\udd14']}");
        return Stream.of(
                        noAction.stream().map(args -> dispatcher("8.1", args)),
                        noSuchAction.stream().map(args -> dispatcher("8.1", args)),
                        noIds.stream().map(args -> dispatcher("8.4", args)),
                        noText.stream().map(args -> dispatcher("8.2", args)),
                        halves.stream().map(BadInputTest::unparsableDispatcher),
                        // Half a character as a name is no JSON.
                        Stream.of(Row.of("3.1 rule 4", "{'namespace':'a','name':'b','\\ud83d':1}", 400, "")),
                        // Without arguments the request itself is taken for them, and it has no action.
                        Stream.of(Row.of("8.1", "{'namespace':'rpc','name':'dispatcher','id':'x'}", 400, "x")))
                .flatMap(rows -> rows);
    }

    private static Stream<Row> rows(String section, List<String> messages, int code, String id) {
        return messages.stream().map(message -> Row.of(section, message, code, id));
    }

    private static Row auth(String section, String name, String args) {
        return Row.of(section, "{'namespace':'rpc','name':'" + name + "','id':'x','args':" + args + "}", 401, "x");
    }

    private static Row dispatcher(String section, String args) {
        return Row.of(section, "{'namespace':'rpc','name':'dispatcher','id':'x','args':" + args + "}", 400, "x");
    }

    private static Row unparsableDispatcher(String args) {
        return Row.of("3.1 rule 4", "{'namespace':'rpc','name':'dispatcher','id':'x','args':" + args + "}", 400, "");
    }

    @ParameterizedTest
    @MethodSource({"envelopes", "jobs"})
    void isRefusedAndNothingElseHappens(Row row) {
        try (var ada = host.login("ada")) {
            isError(ada.sendRaw(row.message()).next(), row);
            isError(ada.sendBinary(row.message()).next(), row);
            assertThat(ada.sendRaw(QUERY).next().path("name").stringValue()).isEqualTo("response");
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void isRefusedAndLogsOut(Row row) {
        try (var ada = host.login("ada")) {
            isError(ada.sendRaw(row.message()).next(), row);
            isError(ada.sendRaw(QUERY).next(), Row.of("5.2", QUERY, 401, "q"));
        }
    }

    @ParameterizedTest
    @MethodSource({"envelopes", "jobs"})
    void strangersLearnNothingButWhatIsMalformed(Row row) {
        try (var stranger = host.connect()) {
            boolean malformed = row.section().startsWith("3.1");
            isError(
                    stranger.sendRaw(row.message()).next(),
                    Row.of(row.section(), row.message(), malformed ? 400 : 401, row.id()));
        }
    }

    @Test
    @DisplayName("sysadm 2.1: binary that is no UTF-8 is 400 like any other text that is no JSON")
    void binaryRubbish() {
        try (var ada = host.login("ada")) {
            ada.sendBytes(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0});
            isError(ada.next(), Row.of("2.1", "bytes", 400, ""));
        }
    }

    @Test
    @DisplayName("sysadm 2.2: who takes nothing is closed 1013, and the others get all of it")
    void aStalledClientIsCutOff() throws Exception {
        try (var stalled = host.login("bob");
                var healthy = host.login("ada")) {
            var subscribe = "{'namespace':'events','name':'subscribe','id':'s','args':'life-preserver'}";
            stalled.ask(subscribe);
            healthy.ask(subscribe);
            stalled.stall();
            var message = "x".repeat(100_000);
            int count = 300;
            for (int i = 0; i < count; i++) {
                host.publish("life_preserver", "{'message':'" + i + " " + message + "','priority':'1/Information'}");
                assertThat(healthy.next().path("args").path("message").stringValue())
                        .startsWith(i + " ");
            }
            // The close comes behind what the connection had been sent before it was given up.
            stalled.goOn();
            assertThat(stalled.closed()).startsWith("1013");
        }
    }

    @Test
    @DisplayName("sysadm 8.2: odd ids are jobs like any other, and each is told to its end")
    void oddIds() {
        var ids = List.of("", " ", ".", "*", "a.b.c", "state", "::{x}", "\u0001", "line\nline", "🔔", "x".repeat(1000));
        assertThat(run(ids, List.of("true"))).isEqualTo(ids.stream().sorted().toList());
    }

    @Test
    @DisplayName("sysadm 8.7: commands that cannot be started end with -1, and their jobs are told to the end")
    void commandsThatCannotBeStarted() {
        var commands = List.of(
                "/nosuch/program",
                "/",
                "/etc/passwd",
                "nosuchprogram",
                "\"",
                "\"\"\"",
                "\"two words\"",
                " ",
                "\t\n",
                "true \u0000",
                "\u0000",
                "\u0001".repeat(20_000));
        try (var ada = host.login("ada")) {
            ada.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
            for (var command : commands) {
                var args = Json.mapper().createObjectNode().put("action", "run").put("odd", command);
                ask(ada, args);
                var record = finished(ada);
                assertThat(record.path("return_codes/" + command).asString("none"))
                        .as(command)
                        .isEqualTo("-1");
            }
        }
    }

    @Test
    @DisplayName("sysadm 8.2: beyond the number that may live, jobs are not started, and the reply says which were")
    void tooManyJobs() {
        var ids = IntStream.range(0, 1100).mapToObj(i -> "n%04d".formatted(i)).toList();
        var started = run(ids, List.of());
        assertThat(started).isEqualTo(ids.subList(0, started.size())).hasSizeBetween(1000, 1099);
    }

    /** Runs jobs of these commands and waits for their ends; returns those that the reply named. */
    private List<String> run(List<String> ids, List<String> commands) {
        try (var ada = host.login("ada")) {
            ada.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
            var args = Json.mapper().createObjectNode().put("action", "run");
            ids.forEach(id -> commands.forEach(args.putArray(id)::add));
            var started = texts(ask(ada, args).path("args").path("started"));
            var ended = new ArrayList<String>();
            while (ended.size() < started.size()) {
                ended.add(finished(ada).path("process_id").stringValue());
            }
            assertThat(ended).containsExactlyInAnyOrderElementsOf(started);
            return started;
        }
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static JsonNode ask(Client client, JsonNode args) {
        var request = Json.mapper().createObjectNode().put("namespace", "rpc").put("name", "dispatcher");
        request.put("id", "d").set("args", args);
        return client.sendRaw(request.toString()).next();
    }

    private static JsonNode finished(Client client) {
        while (true) {
            var args = client.next().path("args");
            if (args.path("state").asString("").equals("finished")) {
                return args;
            }
        }
    }

    private void isError(JsonNode frame, Row row) {
        assertThat(frame.path("name").asString("")).as(frame.toString()).isEqualTo("error");
        assertThat(frame.path("id").stringValue()).isEqualTo(row.id());
        var code = frame.path("args").path("code");
        assertThat(code.isString()).isEqualTo(dialect == Dialect.WIRE);
        assertThat(code.asString()).isEqualTo(Integer.toString(row.code()));
        assertThat(frame.propertyNames()).containsExactly("args", "id", "name", "namespace");
    }
}
