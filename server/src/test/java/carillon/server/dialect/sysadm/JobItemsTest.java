package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.source.jobs.JobsConfig;
import carillon.server.source.jobs.QueueName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, jobs: real processes, seen by a client of each dialect. Times are a tenth. */
@ParameterizedClass
@EnumSource(Dialect.class)
class JobItemsTest {

    private final Dialect dialect;
    private final boolean wire;
    private Host host;
    private Client ada;

    @TempDir
    Path directory;

    JobItemsTest(Dialect dialect) {
        this.dialect = dialect;
        this.wire = dialect == Dialect.WIRE;
        this.host = new Host(dialect);
        this.ada = watching(host);
    }

    @AfterEach
    void close() {
        ada.close();
        host.close();
    }

    @Test
    @DisplayName(
            "sysadm 79, 80, 128: an unclassified job is two events, the first of two members; three records in the handbook")
    void item079_080_unclassified() {
        assertThat(run("'nightly':'echo hello'").toString()).isEqualTo("{\"started\":[\"nightly\"]}");
        if (wire) {
            assertThat(ada.text())
                    .isEqualTo("{\"args\":{\"process_id\":\"nightly\",\"state\":\"running\"},\"id\":\"\","
                            + "\"name\":\"dispatcher\",\"namespace\":\"events\"}");
        } else {
            for (var state : List.of("pending", "running")) {
                var frame = ada.next();
                assertThat(frame.path("id").stringValue()).isEqualTo("none");
                assertThat(frame.path("args").path("state").stringValue()).isEqualTo(state);
                assertThat(frame.path("args").path("cmd_list").toString()).isEqualTo("[\"echo hello\"]");
            }
        }
        var record = ada.next().path("args");
        assertThat(record.propertyNames())
                .containsExactly(
                        "cmd_list",
                        "echo hello",
                        "process_id",
                        "return_codes/echo hello",
                        "state",
                        "time_finished",
                        "time_started");
        assertThat(record.path("echo hello").stringValue()).isEqualTo("hello\n");
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 81, 82: a chain stops at the first failure; codes are text, -1 for what cannot start")
    void item081_082_chain() {
        run("'c':['echo alpha','false','echo omega'],'n':'/nosuch/program x'");
        var chain = finished("c");
        assertThat(chain.path("return_codes/echo alpha").stringValue()).isEqualTo("0");
        assertThat(chain.path("return_codes/false").stringValue()).isEqualTo("1");
        assertThat(chain.path("false").stringValue()).isEmpty();
        assertThat(chain.has("echo omega") || chain.has("return_codes/echo omega"))
                .isFalse();
        ada.close();
        ada = watching(host);
        run("'n':'/nosuch/program x'");
        var absent = finished("n");
        assertThat(absent.path("return_codes//nosuch/program x").stringValue()).isEqualTo("-1");
        assertThat(absent.path("/nosuch/program x").stringValue()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 83: an empty list runs and finishes without a start time")
    void item083_empty() {
        run("'e':[]");
        assertThat(ada.next().path("args").path("state").stringValue()).isEqualTo(wire ? "running" : "pending");
        var record = finished("e");
        assertThat(record.propertyNames()).containsExactly("cmd_list", "process_id", "state", "time_finished");
        run("'f':['','echo x','']");
        assertThat(finished("f").path("cmd_list").toString()).isEqualTo("[\"\",\"echo x\",\"\"]");
    }

    @Test
    @DisplayName("sysadm 84-87: repeated commands, no shell, stderr, times")
    void item084_085_086_087_output() throws IOException {
        var script = Files.writeString(directory.resolve("err.sh"), "echo out\necho err >&2\n");
        run("'r':['echo one','echo one'],'p':'echo a | b $HOME','s':'sh " + script + "'");
        for (int i = 0; i < 3; i++) {
            var record = finished("");
            switch (record.path("process_id").stringValue()) {
                case "r" -> assertThat(record.path("echo one").stringValue()).isEqualTo("one\none\n");
                case "p" ->
                    assertThat(record.path("echo a | b $HOME").stringValue()).isEqualTo("a | b $HOME\n");
                default -> assertThat(record.path("sh " + script).stringValue()).isEqualTo("out\nerr\n");
            }
            assertThat(record.path("time_started").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
            assertThat(record.path("time_finished").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
        }
    }

    @Test
    @DisplayName("sysadm 88, 89: started is sorted, odd members are dropped, action in any case")
    void item088_089_started() {
        assertThat(call(ada, "'action':'RuN','b':'true','a':['true'],'c':7,'d':{},'e':null")
                        .toString())
                .isEqualTo("{\"started\":[\"a\",\"b\"]}");
        assertThat(call(ada, "'action':'run'", true).toString()).isEqualTo("{\"started\":[]}");
        assertThat(code(call(ada, "'action':'stop'", true))).isEqualTo("400");
        assertThat(code(call(ada, "'job':'true'", true))).isEqualTo("400");
        assertThat(code(call(ada, "'action':'kill'", true))).isEqualTo("400");
        assertThat(code(call(ada, "'action':'kill','job_id':7", true))).isEqualTo("400");
    }

    @Test
    @DisplayName("sysadm 90: limited users may list, not run or kill, and stay connected")
    void item090_limited() {
        run("'long':'sleep 30'");
        try (var bob = host.login("bob")) {
            var marker = directory.resolve("marker");
            assertThat(code(call(bob, "'action':'run','x':'touch " + marker + "'")))
                    .isEqualTo("403");
            assertThat(code(call(bob, "'action':'kill','job_id':'long'"))).isEqualTo("403");
            assertThat(call(bob, "'action':'list'")
                            .path("jobs")
                            .path("no_queue")
                            .has("long"))
                    .isTrue();
            assertThat(marker).doesNotExist();
        }
        assertThat(kill("'long'").toString()).isEqualTo("{\"killed\":{\"jobs\":[\"long\"]}}");
    }

    @Test
    @DisplayName("sysadm 8.2: commands that are not in sysadm.jobs.allowed are 403, and none of their request runs")
    void jobsAllowed(@TempDir Path elsewhere) {
        ada.close();
        host.close();
        var marker = elsewhere.resolve("ran");
        host = new Host(dialect, config -> config, Host.quickJobs(Set.of("true", "echo one")));
        ada = watching(host);
        assertThat(code(call(ada, "'action':'run','x':'touch " + marker + "'"))).isEqualTo("403");
        assertThat(code(call(ada, "'action':'run','x':'echo two'"))).isEqualTo("403");
        assertThat(code(call(ada, "'action':'run','x':'/bin/true'"))).isEqualTo("403");
        assertThat(code(call(ada, "'action':'run','x':['true','touch " + marker + "']")))
                .isEqualTo("403");
        assertThat(code(call(ada, "'action':'run','y':'true','x':'touch " + marker + "'")))
                .isEqualTo("403");
        assertThat(call(ada, "'action':'list'").toString()).isEqualTo("{\"jobs\":{}}");
        assertThat(marker).doesNotExist();
        // A name allows the program with any arguments, a whole command just that one.
        assertThat(run("'a':'true --with arguments'").toString()).isEqualTo("{\"started\":[\"a\"]}");
        finished("a");
        assertThat(run("'b':'echo one'").toString()).isEqualTo("{\"started\":[\"b\"]}");
    }

    @Test
    @DisplayName("sysadm 8.2: jobs that are off are 403")
    void jobsOff() {
        ada.close();
        host.close();
        host = new Host(dialect, config -> config, JobsConfig.DEFAULT);
        ada = watching(host);
        assertThat(code(call(ada, "'action':'run','x':'true'"))).isEqualTo("403");
        assertThat(call(ada, "'action':'list'").toString()).isEqualTo("{\"jobs\":{}}");
    }

    @Test
    @DisplayName("sysadm 91, 128: a classified job is pending, minimal (not in the handbook), running, finished")
    void item091_classified() {
        run("'sysadm_pkg_lock-1':['echo one','echo two']");
        var states = new ArrayList<String>();
        JsonNode args;
        do {
            args = ada.next().path("args");
            boolean minimal = !args.has("event_system");
            states.add(minimal ? "minimal" : args.path("state").stringValue());
            if (!minimal) {
                assertThat(args.has("process_id")).isFalse();
                assertThat(args.path("event_system").stringValue()).isEqualTo("sysadm/pkg");
                assertThat(args.path("process_details").path("process_id").stringValue())
                        .isEqualTo("sysadm_pkg_lock-1");
            }
            if (states.size() == (wire ? 4 : 3)) {
                // The first command has ended: its whole log, its code, and still its name as the current one.
                assertThat(args.path("pkg_log").stringValue()).isEqualTo("one\n");
                assertThat(args.path("process_details").path("current_cmd").stringValue())
                        .isEqualTo("echo one");
                assertThat(args.path("process_details").has("return_codes/echo one"))
                        .isTrue();
            }
        } while (!args.path("state").asString("").equals("finished"));
        assertThat(states)
                .isEqualTo(
                        wire
                                ? List.of("pending", "minimal", "running", "running", "finished")
                                : List.of("pending", "running", "running", "finished"));
        assertThat(args.path("process_details").has("current_cmd")).isFalse();
    }

    @Test
    @DisplayName("sysadm 92, 93: deltas come once a period, repeat nothing, and belong to one command")
    void item092_093_deltas() throws IOException {
        var first = Files.writeString(
                directory.resolve("a.sh"), "i=0\nwhile [ $i -lt 20 ]; do echo a$i; i=$((i+1)); sleep 0.03; done\n");
        var second = Files.writeString(directory.resolve("b.sh"), "echo b\nsleep 0.3\necho c\n");
        run("'sysadm_pkg_x-1':['sh " + first + "','sh " + second + "']");
        var deltas = new StringBuilder();
        int count = 0;
        JsonNode args = ada.next().path("args");
        while (!args.path("state").asString("").equals("finished")) {
            var details = args.path("process_details");
            var current = details.path("current_cmd").asString("");
            boolean delta = details.has(current) && !details.has("return_codes/" + current);
            if (delta && current.equals("sh " + first)) {
                count++;
                deltas.append(details.path(current).stringValue());
                assertThat(args.path("pkg_log")).isEqualTo(details.path(current));
            } else if (delta) {
                assertThat(details.path(current).stringValue()).doesNotContain("a");
                assertThat(details.path("sh " + first).stringValue())
                        .startsWith("a0\n")
                        .endsWith("a19\n");
            }
            args = ada.next().path("args");
        }
        assertThat(count).isBetween(2, 9);
        var whole = args.path("process_details").path("sh " + first).stringValue();
        assertThat(whole).startsWith(deltas.toString());
        assertThat(args.path("process_details").path("sh " + second).stringValue())
                .isEqualTo("b\nc\n");
    }

    @Test
    @DisplayName("sysadm 94, 103: a serial queue runs one at a time, pings, and shows positions")
    void item094_103_serial() {
        host.sysadm.dispatcher().submit("sysadm_pkg_a-1", List.of("sleep 0.7"), QueueName.PACKAGES, "system");
        host.sysadm.dispatcher().submit("sysadm_pkg_b-2", List.of("true"), QueueName.PACKAGES, "system");
        call(ada, "'action':'run','par':'true'", true);
        var list = call(ada, "'action':'list'", true).path("jobs");
        assertThat(list.path("pkg_queue")
                        .path("sysadm_pkg_b-2")
                        .path("queue_position")
                        .stringValue())
                .isEqualTo("1");
        assertThat(list.path("no_queue").toString()).doesNotContain("queue_position");
        int pings = 0;
        boolean firstFinished = false;
        while (true) {
            var args = ada.next().path("args");
            var details = args.path("process_details");
            var id = details.path("process_id").asString(args.path("process_id").asString(""));
            var state = args.path("state").asString("");
            firstFinished |= id.equals("sysadm_pkg_a-1") && state.equals("finished");
            if (id.equals("sysadm_pkg_b-2")) {
                pings += state.equals("pending") ? 1 : 0;
                assertThat(firstFinished).isEqualTo(!state.equals("pending"));
                assertThat(details.has("")).isFalse();
                if (state.equals("finished")) {
                    break;
                }
            }
        }
        assertThat(pings).isBetween(2, 5);
    }

    @Test
    @DisplayName("sysadm 95: parallel jobs overlap")
    void item095_parallel() throws IOException {
        // Each waits for what the other one makes.
        var script =
                Files.writeString(directory.resolve("meet.sh"), "touch $1\nwhile [ ! -e $2 ]; do sleep 0.02; done\n");
        var a = directory.resolve("a");
        var b = directory.resolve("b");
        run("'one':'sh " + script + " " + a + " " + b + "','two':'sh " + script + " " + b + " " + a + "'");
        finished("");
        finished("");
    }

    @Test
    @DisplayName("sysadm 96-98: classification by id")
    void item096_097_098_classification() {
        run("'sysadm_pkg_one-a-b':'true'");
        assertThat(finished("sysadm_pkg_one-a-b").path("action").stringValue()).isEqualTo("pkg_one");
        run("'sysadm_pkg_check_upgrade-1':'echo 3 candidates','sysadm_pkg_check_upgrade-2':'echo Your packages are up"
                + " to date.'");
        for (int i = 0; i < 2; i++) {
            var args = finished("");
            boolean first = args.path("process_details")
                    .path("process_id")
                    .stringValue()
                    .endsWith("1");
            assertThat(args.path("updates_available").stringValue()).isEqualTo(first ? "true" : "false");
        }
        run("'sysadm_update_checkupdates':'true','sysadm_update_runupdates::x':'echo u'");
        for (int i = 0; i < 2; i++) {
            var args = finished("");
            boolean classified = args.has("event_system");
            assertThat(classified).isEqualTo(!args.has("cmd_list"));
            if (classified) {
                assertThat(args.path("update_log").stringValue()).isEqualTo("u\n");
            }
        }
        run("'sysadm_sourcectl_pull::y':'echo s'");
        assertThat(finished("sysadm_sourcectl_pull::y").path("event_system").stringValue())
                .isEqualTo("sysadm/sourcectl");
    }

    @Test
    @DisplayName("sysadm 8.5: an audit names packages")
    void audit() throws IOException {
        var text = Files.writeString(
                directory.resolve("audit"),
                "x is vulnerable\nPackages that depend on curl: git, rust, git\nPackages that depend on zlib: \n");
        run("'sysadm_pkg_audit-1':'cat " + text + "'");
        var args = finished("sysadm_pkg_audit-1");
        assertThat(args.path("vulnerable_pkgs").toString()).isEqualTo("[\"curl\",\"zlib\"]");
        assertThat(args.path("impacts_pkgs").toString()).isEqualTo("[\"git\",\"rust\"]");
    }

    @Test
    @DisplayName("sysadm 99: progress of an image fetch")
    void item099_fetch() throws IOException {
        var text = Files.writeString(directory.resolve("fetch"), "start\nbsd.iso\t42% of 1 GB\t3 MBps\t10s\nend\n");
        run("'sysadm_iohyve_fetch::x':'cat " + text + "','sysadm_iohyve_fetch::y':'echo nothing'");
        for (int i = 0; i < 2; i++) {
            var args = finished("");
            if (args.path("process_details").path("process_id").stringValue().endsWith("x")) {
                assertThat(args.path("filename").stringValue()).isEqualTo("bsd.iso");
                assertThat(args.path("percent_done").stringValue()).isEqualTo("42% of 1 GB");
                assertThat(args.path("download_rate").stringValue()).isEqualTo("3 MBps\t10s");
            } else {
                assertThat(args.propertyNames()).containsExactly("event_system", "process_details", "state");
            }
        }
    }

    @Test
    @DisplayName("sysadm 100: a chain that fails early has an empty class log at its end")
    void item100_emptyClassLog() {
        run("'sysadm_pkg_x-1':['ls /nosuch','echo late']");
        var args = finished("sysadm_pkg_x-1");
        assertThat(args.path("pkg_log").stringValue()).isEmpty();
        assertThat(args.path("process_details").path("ls /nosuch").stringValue())
                .isNotEmpty();
    }

    @Test
    @DisplayName("sysadm 101: a kill ends a running job once, with a code other than 0")
    void item101_kill() {
        run("'k':['sleep 30','echo never']");
        await().until(() -> call(ada, "'action':'list'", true)
                .path("jobs")
                .path("no_queue")
                .path("k")
                .path("state")
                .asString("")
                .equals("running"));
        assertThat(kill("['k','nosuch']").toString()).isEqualTo("{\"killed\":{\"jobs\":[\"k\"]}}");
        var record = finished("k");
        assertThat(record.path("return_codes/sleep 30").stringValue()).isEqualTo("9");
        assertThat(record.has("echo never")).isFalse();
        assertThat(kill("'k'").toString()).isEqualTo("{\"killed\":{\"jobs\":[]}}");
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 102: a killed pending job never runs")
    void item102_killPending() {
        var marker = directory.resolve("marker");
        host.sysadm.dispatcher().submit("first", List.of("sleep 0.3"), QueueName.JAILS, "system");
        host.sysadm.dispatcher().submit("second", List.of("touch " + marker), QueueName.JAILS, "system");
        assertThat(call(ada, "'action':'kill','job_id':'second'", true).toString())
                .isEqualTo("{\"killed\":{\"jobs\":[\"second\"]}}");
        finished("first");
        assertThat(marker).doesNotExist();
    }

    private static Client watching(Host host) {
        var client = host.login("ada");
        client.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
        return client;
    }

    private JsonNode run(String jobs) {
        return call(ada, "'action':'run'," + jobs);
    }

    private JsonNode kill(String ids) {
        return call(ada, "'action':'kill','job_id':" + ids, true);
    }

    private static JsonNode call(Client client, String args) {
        return call(client, args, false);
    }

    /** The result of a call; with {@code skip} events that come before it are passed over. */
    private static JsonNode call(Client client, String args, boolean skip) {
        client.send("{'namespace':'rpc','name':'dispatcher','id':'d','args':{" + args + "}}");
        var frame = client.next();
        while (skip && !frame.path("id").asString("").equals("d")) {
            frame = client.next();
        }
        assertThat(frame.path("id").stringValue()).isEqualTo("d");
        return frame.path("args");
    }

    private static String code(JsonNode args) {
        return args.path("code").asString("");
    }

    /** The arguments of the next finished event, of this job or of any. */
    private JsonNode finished(String id) {
        while (true) {
            var args = ada.next().path("args");
            var of = args.path("process_details")
                    .path("process_id")
                    .asString(args.path("process_id").asString(""));
            if (args.path("state").asString("").equals("finished") && (id.isEmpty() || id.equals(of))) {
                return args;
            }
        }
    }
}
