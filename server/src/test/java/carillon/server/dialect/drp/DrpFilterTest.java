package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter language as a session meets it: registered as text, evaluated by the hub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpFilterTest {

    private static final String OBJECT = """
            {"Name":"n7","Runnable":true,"Stage":"burn-in","CurrentTask":4,"Tasks":["a","b"],\
            "Params":{"net/vlan":40,"my.key":"x"},"Workflow":""}""";
    private static final String ORIGINAL = """
            {"Name":"n7","Runnable":false,"Stage":"burn-in","CurrentTask":3,"Tasks":["a","b"],\
            "Params":{"net/vlan":40},"Workflow":""}""";

    private DrpServer server;
    private Session session;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
        session = server.session();
    }

    @AfterAll
    void stop() {
        session.close();
        server.close();
    }

    private boolean passes(String filter, String type, String action, String object, String original) {
        var spec = "*.*.*." + filter;
        session.register(spec);
        server.publish(Event.about(type, action, "k")
                .object(Json.parse(object))
                .original(Json.parse(original))
                .build());
        boolean came = !session.drain().isEmpty();
        session.deregister(spec);
        return came;
    }

    private boolean onUpdate(String filter, String object, String original) {
        return passes(filter, "machines", "update", object, original);
    }

    private boolean on(String filter, String object) {
        return passes(filter, "machines", "save", object, "null");
    }

    private void refused(String filter) {
        var error = session.send("register *.*.*." + filter).next();
        assertThat(error.get("Action").stringValue()).as(filter).isEqualTo("error");
        assertThat(error.get("Object").get("Messages").get(0).stringValue()).contains("character");
    }

    @ParameterizedTest
    @DisplayName("drp 50: the worked examples")
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            Runnable=Changed()                                              | true
            Runnable=Changed(false,true)                                    | true
            Runnable=Changed(true)                                          | false
            CurrentTask=Changed(3,4.0)                                      | true
            Stage=Changed()                                                 | false
            Stage=Changed(,"burn-in")                                       | false
            /Params/my.key=Changed()                                        | false
            Params.net/vlan=In(10,40)                                       | true
            /Params/net~1vlan=Eq("40")                                      | false
            Tasks.1=Eq("b")                                                 | true
            Tasks.2=Exists()                                                | false
            Nope=Ne(1)                                                      | true
            Nope=Nin(1,2)                                                   | true
            Workflow=Eq("")                                                 | true
            Name=Re("^n[0-9]$")                                             | true
            CurrentTask=Re("4")                                             | false
            And(Action=Eq("update"),Object.Stage=Eq("burn-in"))             | true
            Or(Stage=In("a","b"),Not(Runnable=Eq(false)))                   | true
            """)
    void item50_workedExamples(String filter, boolean is) {
        assertThat(onUpdate(filter, OBJECT, ORIGINAL)).isEqualTo(is);
    }

    @Test
    @DisplayName("drp 51: strings, arrays and objects as arguments may hold commas, parentheses and quotes")
    void item51_arguments() {
        assertThat(on("D=Eq(\"a,b) (c\\\"\\\\\")", "{\"D\":\"a,b) (c\\\"\\\\\"}"))
                .isTrue();
        assertThat(on("M=Eq({\"k\":[1,2,{\"x\":\")\"}]})", "{\"M\":{\"k\":[1,2,{\"x\":\")\"}]}}"))
                .isTrue();
        assertThat(on("M=In([1,[2]],{\"a\":\",\"})", "{\"M\":[1,[2]]}")).isTrue();
    }

    @ParameterizedTest
    @DisplayName("drp 52: what is no filter gets an error event")
    @ValueSource(
            strings = {
                "Stage=Eq(local)",
                "Stage=eq(\"x\")",
                "And()",
                "Eq(1)",
                "a..b=Exists()",
                "x=Eq(1) y",
                "x=In()",
                "x=Exists(1)",
                "Not(a=Exists(),b=Exists())",
                "/a~2=Exists()",
                "x=Re(\"(\")",
                "x=Re(1)",
                "x=Eq()",
                "x=Eq(1,2)",
                "x=Changed(1,2,3)",
                "AND(x=Eq(1))",
                "x=Eq(01)",
                "x=Eq('a')",
                "x=Eq(1e999)",
                "x=Eq(NaN)"
            })
    void item52_mistakes(String filter) {
        refused(filter);
    }

    @Test
    @DisplayName("drp 53: blanks are allowed around signs, and the text is deregistered verbatim")
    void item53_blanks() {
        var filter = " And ( Stage = Eq ( \"a\" ) , Or( N=In( 1 , 2 ) , N = Exists ( ) ) ) ";
        assertThat(on(filter.strip(), "{\"Stage\":\"a\",\"N\":2}")).isTrue();
        assertThat(on(filter.strip(), "{\"Stage\":\"a\"}")).isFalse();
    }

    @Test
    @DisplayName("drp 54, 55 and 56: null, absent, Exists, Eq, Ne, Nin")
    void item54_55_56_nullAndAbsent() {
        var withNull = "{\"a\":null}";
        var without = "{}";
        assertThat(on("a=Exists()", withNull)).isTrue();
        assertThat(on("a=Exists()", without)).isFalse();
        assertThat(on("a=Eq(null)", withNull)).isTrue();
        assertThat(on("a=Eq(null)", without)).isFalse();
        assertThat(on("a=Ne(null)", withNull)).isFalse();
        assertThat(on("a=Ne(null)", without)).isTrue();
        assertThat(on("a=Ne(1)", without)).isTrue();
        assertThat(on("a=Nin(1,null)", without)).isTrue();
    }

    @Test
    @DisplayName("drp 57 and 58: numbers are IEEE doubles, and nothing is coerced")
    void item57_58_numbers() {
        assertThat(on("a=Eq(1)", "{\"a\":1.0}")).isTrue();
        assertThat(on("a=Eq(\"1\")", "{\"a\":1}")).isFalse();
        assertThat(on("a=Eq(true)", "{\"a\":\"true\"}")).isFalse();
        assertThat(on("a=Eq(0)", "{\"a\":-0.0}")).isTrue();
        assertThat(on("a=Eq(9007199254740992)", "{\"a\":9007199254740993}")).isTrue();
        assertThat(on("a=Eq(1e0)", "{\"a\":1}")).isTrue();
    }

    @Test
    @DisplayName("drp 59: objects compare without order, arrays with")
    void item59_structures() {
        assertThat(on("a=Eq({\"x\":1,\"y\":2})", "{\"a\":{\"y\":2.0,\"x\":1}}")).isTrue();
        assertThat(on("a=Eq([1,2])", "{\"a\":[2,1]}")).isFalse();
        assertThat(on("a=Eq({\"x\":1})", "{\"a\":{\"x\":1,\"y\":2}}")).isFalse();
    }

    @Test
    @DisplayName("drp 60 and 61: pointers, dotted paths and array indices")
    void item60_61_paths() {
        var object = "{\"Params\":{\"a.b\":1,\"c/d\":2,\"e~f\":3},\"L\":[10,11]}";
        assertThat(on("/Params/a.b=Eq(1)", object)).isTrue();
        assertThat(on("Params.a.b=Exists()", object)).isFalse();
        assertThat(on("/Params/c~1d=Eq(2)", object)).isTrue();
        assertThat(on("Params.c/d=Eq(2)", object)).isTrue();
        assertThat(on("/Params/e~0f=Eq(3)", object)).isTrue();
        assertThat(on("L.0=Eq(10)", object)).isTrue();
        assertThat(on("/L/1=Eq(11)", object)).isTrue();
        for (var missing : List.of("2", "-", "-1", "01", "x")) {
            assertThat(on("/L/" + missing + "=Exists()", object)).as(missing).isFalse();
        }
    }

    @Test
    @DisplayName("drp 62: Re searches in strings, as RE2 does")
    void item62_regularExpressions() {
        assertThat(on("a=Re(\"ur\")", "{\"a\":\"burn\"}")).isTrue();
        assertThat(on("a=Re(\"^ur\")", "{\"a\":\"burn\"}")).isFalse();
        assertThat(on("a=Re(\"burn$\")", "{\"a\":\"burn\\n\"}")).isFalse();
        assertThat(on("a=Re(\"(?i)BURN\")", "{\"a\":\"burn\"}")).isTrue();
        assertThat(on("a=Re(\"4\")", "{\"a\":4}")).isFalse();
        refused("a=Re(\"(?=x)\")");
        refused("a=Re(\"(a)\\\\1\")");
    }

    @Test
    @DisplayName("drp 63: a pathological pattern on a long input does not hold up the hub")
    void item63_linearTime() {
        assertThat(on("a=Re(\"(a+)+$\")", "{\"a\":\"" + "a".repeat(50_000) + "b\"}"))
                .isFalse();
    }

    @Test
    @DisplayName("drp 64: In and Nin agree with Or and Not of Eq")
    void item64_inAndOr() {
        var random = new Random(64);
        var values = List.of("1", "\"1\"", "null", "true", "[1]", "{\"a\":1}", "2", "\"\"", "1.0");
        for (int round = 0; round < 20; round++) {
            var chosen = new ArrayList<String>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                chosen.add(values.get(random.nextInt(values.size())));
            }
            var object = random.nextInt(5) == 0 ? "{}" : "{\"a\":" + values.get(random.nextInt(values.size())) + "}";
            var list = String.join(",", chosen);
            var or = chosen.stream().map(value -> "a=Eq(" + value + ")").collect(Collectors.joining(",", "Or(", ")"));
            assertThat(on("a=In(" + list + ")", object))
                    .as("%s on %s", list, object)
                    .isEqualTo(on(or, object));
            assertThat(on("a=Nin(" + list + ")", object)).isEqualTo(on("Not(" + or + ")", object));
        }
    }

    @Test
    @DisplayName("drp 65: combinators nest to depth 64 and no deeper")
    void item65_depth() {
        assertThat(on(nested(64), "{\"a\":1}")).isTrue();
        refused(nested(65));
    }

    /** So many combinators in each other. */
    private static String nested(int depth) {
        var open = IntStream.range(0, depth)
                .mapToObj(i -> i % 2 == 0 ? "And(" : "Or(")
                .collect(Collectors.joining());
        return open + "a=Exists()" + ")".repeat(depth);
    }

    @ParameterizedTest
    @DisplayName("drp 66 and 68: Changed on updates")
    @CsvSource(delimiter = '|', textBlock = """
            a=Changed()         | {"a":1}    | {"a":2} | true
            a=Changed()         | {"a":1}    | {"a":1} | false
            a=Changed()         | {"a":1}    | {}      | false
            a=Changed()         | {}         | {"a":1} | false
            a=Changed()         | {}         | {}      | false
            a=Changed(2)        | {"a":1}    | {"a":2} | true
            a=Changed(3)        | {"a":1}    | {"a":2} | false
            a=Changed(,1)       | {"a":1}    | {"a":2} | true
            a=Changed(,2)       | {"a":1}    | {"a":2} | false
            a=Changed(2,1)      | {"a":1}    | {"a":2} | true
            a=Changed(2,3)      | {"a":1}    | {"a":2} | false
            a=Changed(,)        | {"a":1}    | {"a":2} | true
            a=Changed(null,1)   | {"a":1}    | {"a":null} | true
            a=Changed(null,1)   | {"a":1}    | {"a":0} | false
            a=Changed(1,null)   | {"a":null} | {"a":1} | true
            Object.a=Changed(2) | {"a":1}    | {"a":2} | true
            """)
    void item66_item68_changed(String filter, String object, String original, boolean is) {
        assertThat(onUpdate(filter, object, original)).isEqualTo(is);
    }

    @Test
    @DisplayName("drp 67: Changed on a create")
    void item67_changedOnCreate() {
        assertThat(passes("a=Changed()", "machines", "create", "{\"a\":1}", "null"))
                .isTrue();
        assertThat(passes("a=Changed(1)", "machines", "create", "{\"a\":1}", "null"))
                .isFalse();
        assertThat(passes("a=Changed(,1)", "machines", "create", "{\"a\":1}", "null"))
                .isTrue();
        assertThat(passes("a=Changed(,2)", "machines", "create", "{\"a\":1}", "null"))
                .isFalse();
    }

    @Test
    @DisplayName("drp 69: paths begin at the event for its own members, else at the object")
    void item69_roots() {
        var object = "{\"Type\":\"vm\",\"Stage\":\"s\"}";
        assertThat(on("Type=Eq(\"machines\")", object)).isTrue();
        assertThat(on("Object.Type=Eq(\"vm\")", object)).isTrue();
        assertThat(on("Type=Eq(\"vm\")", object)).isFalse();
        assertThat(on("Stage=Eq(\"s\")", object)).isTrue();
        assertThat(on("Object.Stage=Eq(\"s\")", object)).isTrue();
    }

    @Test
    @DisplayName("drp 70: objects that are null, a string or an array")
    void item70_otherObjects() {
        for (var object : List.of("null", "\"text\"", "[1,2]", "7")) {
            assertThat(on("a=Exists()", object)).isFalse();
            assertThat(on("a=Ne(1)", object)).isTrue();
            assertThat(on("Object=Eq(" + object + ")", object)).isTrue();
        }
        assertThat(on("Object.1=Eq(2)", "[1,2]")).isTrue();
    }
}
