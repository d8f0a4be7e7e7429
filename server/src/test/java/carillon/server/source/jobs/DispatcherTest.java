package carillon.server.source.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.thread.HubThreads;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.server.source.RecordingSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DispatcherTest {

    private static final Dispatcher.Caller ADMIN = new Dispatcher.Caller("user:ada", true);
    private static final Dispatcher.Caller LIMITED = new Dispatcher.Caller("user:bob", false);
    private static final JobsConfig FAST = new JobsConfig(
            true,
            Set.of(),
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(5),
            64 << 10,
            256 << 10,
            64L << 20,
            64L << 20,
            1 << 20,
            100);

    private final RecordingSink sink = new RecordingSink();
    private Dispatcher dispatcher = new Dispatcher(FAST, "atlas", sink, new HubThreads());

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void aChainStopsAtItsFirstFailureAndTheEventSaysError() {
        run("{'action':'run','nightly':['echo alpha','false','echo omega']}");
        var end = finished("nightly");
        assertThat(end.severity()).isEqualTo(Severity.ERROR);
        assertThat(end.description()).contains("'false' ended with 1");
        var record = end.object().tree();
        assertThat(record.path("echo alpha").stringValue()).isEqualTo("alpha\n");
        assertThat(record.path("return_codes/false").stringValue()).isEqualTo("1");
        assertThat(record.has("echo omega")).isFalse();
        assertThat(record.has("current_cmd")).isFalse();
    }

    @Test
    void momentsComeInOrder() {
        run("{'action':'run','two':['echo one','echo two']}");
        finished("two");
        assertThat(moments("two")).containsExactly("queued", "taken", "started", "command_ended", "finished");
        assertThat(sink.published())
                .extracting(Event::severity)
                .containsExactly(
                        Severity.DEBUG, Severity.DEBUG, Severity.INFORMATIONAL, Severity.DEBUG, Severity.SUCCESS);
    }

    @Test
    void aKillReachesOrphansOfTheTree() throws Exception {
        var script = directory.resolve("tree.sh");
        var pids = directory.resolve("pids");
        // The inner shell ends at once, so that its sleep belongs to init when the kill comes.
        Files.writeString(script, "sh -c 'sleep 300 & echo $! >> " + pids + "'\nsleep 300\n");
        run("{'action':'run','tree':'sh " + script + "'}");
        await().until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
        long orphan = Long.parseLong(Files.readString(pids).strip());
        var killed = done(dispatcher.call(ADMIN, json("{'action':'kill','job_id':['tree','nosuch']}")));
        assertThat(killed.toString()).isEqualTo("{\"killed\":{\"jobs\":[\"tree\"]}}");
        var record = finished("tree").object().tree();
        assertThat(record.path("return_codes/sh " + script).stringValue()).isEqualTo("9");
        await().until(() -> ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false) == false);
        assertThat(moments("tree")).containsOnlyOnce("finished");
    }

    @Test
    void outputIsBoundedAndMarked() {
        run("{'action':'run','flood':'head -c 1000000 /dev/zero'}");
        var log = finished("flood")
                .object()
                .tree()
                .path("head -c 1000000 /dev/zero")
                .stringValue();
        assertThat(log).hasSize((64 << 10) + CommandLog.MARK.length()).endsWith(CommandLog.MARK);
    }

    @Test
    void anEventThatWouldBeTooLargeShowsBeginningAndEnd() {
        dispatcher.close();
        dispatcher = new Dispatcher(
                new JobsConfig(
                        true,
                        Set.of(),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(5),
                        4 << 20,
                        64 << 20,
                        64L << 20,
                        64L << 20,
                        100_000,
                        10),
                "atlas",
                sink,
                new HubThreads());
        run("{'action':'run','long':'seq 1 100000'}");
        var object = finished("long").object();
        assertThat(object.utf8()).hasSizeLessThan(100_000).hasSizeGreaterThan(20_000);
        var log = object.tree().path("seq 1 100000").stringValue();
        assertThat(log).startsWith("1\n2\n").endsWith("99999\n100000\n").contains("[output left out here]");
    }

    @Test
    void floodsTogetherStayInsideTheCommonBound() {
        var request = new StringBuilder("{'action':'run'");
        for (int i = 0; i < 10; i++) {
            request.append(",'f").append(i).append("':'head -c 3000000 /dev/zero'");
        }
        run(request.append('}').toString());
        for (int i = 0; i < 10; i++) {
            finished("f" + i);
        }
        long kept = sink.published().stream()
                .filter(event -> event.subject().action().equals("finished"))
                .mapToLong(event -> event.object().tree().toString().length())
                .sum();
        assertThat(kept).isLessThan((256 << 10) * 6L + 20_000);
    }

    @Test
    void aBackgroundChildThatKeepsThePipeOpenDoesNotKeepTheJob() throws Exception {
        var script = directory.resolve("background.sh");
        Files.writeString(script, "sleep 30 &\necho $! > " + directory.resolve("pid") + "\necho done\n");
        run("{'action':'run','bg':'sh " + script + "'}");
        var record = finished("bg").object().tree();
        assertThat(record.path("sh " + script).stringValue()).isEqualTo("done\n");
        ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void serialQueuesRunOneAfterAnotherAndPingMeanwhile() {
        dispatcher.submit("sysadm_pkg_lock-1", List.of("sleep 0.4"), QueueName.PACKAGES, "system");
        dispatcher.submit("sysadm_pkg_lock-2", List.of("echo second"), QueueName.PACKAGES, "system");
        await().until(() -> moments("sysadm_pkg_lock-2").contains("still_queued"));
        var list = done(dispatcher.call(LIMITED, json("{'action':'LIST'}")));
        assertThat(list.path("jobs").path("pkg_queue").path("sysadm_pkg_lock-2").toString())
                .isEqualTo("{\"commands\":[\"echo second\"],\"state\":\"pending\",\"queue_position\":\"1\"}");
        finished("sysadm_pkg_lock-2");
        var order = sink.published().stream()
                .map(event -> event.subject().key() + " " + event.subject().action())
                .toList();
        assertThat(order.indexOf("sysadm_pkg_lock-2 running"))
                .isGreaterThan(order.indexOf("sysadm_pkg_lock-1 finished"));
    }

    @Test
    void aKilledPendingJobNeverRuns() {
        dispatcher.submit("first", List.of("sleep 0.3"), QueueName.JAILS, "system");
        dispatcher.submit("second", List.of("touch " + directory.resolve("ran")), QueueName.JAILS, "system");
        dispatcher.submit("third", List.of("echo 3"), QueueName.JAILS, "system");
        dispatcher.call(ADMIN, json("{'action':'kill','job_id':'second'}"));
        finished("third");
        assertThat(directory.resolve("ran")).doesNotExist();
        assertThat(moments("second")).containsExactly("queued", "finished");
    }

    @Test
    void deltasCutBetweenCharacters() {
        var log = new CommandLog(new OutputAllowance(100, new java.util.concurrent.atomic.AtomicLong(100)));
        var bytes = "aé".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        log.append(bytes, 2);
        assertThat(log.delta()).isEqualTo("a");
        log.append(new byte[] {bytes[2]}, 1);
        assertThat(log.delta()).isEqualTo("é");
        assertThat(log.whole()).isEqualTo("aé");
    }

    @Test
    void limitedCallersAndCallersOfAServerWithJobsOffAreRefused() {
        assertThat(dispatcher.call(LIMITED, json("{'action':'run','x':'true'}")))
                .isInstanceOf(Dispatcher.Answer.Forbidden.class);
        assertThat(dispatcher.call(LIMITED, json("{'action':'kill','job_id':'x'}")))
                .isInstanceOf(Dispatcher.Answer.Forbidden.class);
        dispatcher.close();
        dispatcher = new Dispatcher(JobsConfig.DEFAULT, "atlas", sink, new HubThreads());
        assertThat(dispatcher.call(ADMIN, json("{'action':'run','x':'true'}")))
                .isInstanceOf(Dispatcher.Answer.Forbidden.class);
        assertThat(sink.published()).isEmpty();
    }

    private void run(String request) {
        done(dispatcher.call(ADMIN, json(request)));
    }

    private static JsonNode done(Dispatcher.Answer answer) {
        assertThat(answer).isInstanceOf(Dispatcher.Answer.Done.class);
        var done = (Dispatcher.Answer.Done) answer;
        done.afterwards().run();
        return done.args();
    }

    private Event finished(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> sink.published().stream()
                                .filter(event -> event.subject().key().equals(id)
                                        && event.subject().action().equals("finished"))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private List<String> moments(String id) {
        return sink.published().stream()
                .filter(event -> event.subject().key().equals(id))
                .map(event -> event.metadata().tree().path(Moment.MEMBER).stringValue())
                .toList();
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"')).tree();
    }
}
