package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.thread.HubThreads;
import carillon.server.source.lifepreserver.LogWatcher;
import carillon.server.source.lifepreserver.WatcherConfig;
import carillon.server.source.systemstate.StateConfig;
import carillon.server.source.systemstate.SystemStateTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, event payloads: real files and commands to a client of the wire dialect. */
class PayloadItemsTest {

    private static final String STAMP = "Sun Mar 5 02:00:00 UTC 2017";
    private static final String POOLS = "NAME SIZE ALLOC FREE EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT\n";

    private final Host host = new Host(Dialect.WIRE);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("sysadm 65: id, namespace and name of an event")
    void item065_frame() {
        try (var client = subscribed()) {
            host.publish("life_preserver", "{'class':'snapshot','message':'m','priority':'1/Information'}");
            assertThat(client.text())
                    .isEqualTo("{\"args\":{\"class\":\"snapshot\",\"message\":\"m\",\"priority\":\"1 - Information\"},"
                            + "\"id\":\"\",\"name\":\"life-preserver\",\"namespace\":\"events\"}");
        }
    }

    @Test
    @DisplayName("sysadm 66: priority texts")
    void item066_priorities() {
        var categories = new String[] {
            "Information",
            "Information",
            "Information",
            "Warning",
            "Warning",
            "Warning",
            "Critical",
            "Critical",
            "Critical",
            "Urgent",
            "Urgent"
        };
        try (var client = subscribed()) {
            for (int number = 0; number <= 10; number++) {
                assertThat(priority(client, number)).isEqualTo(number + " - " + categories[number]);
            }
            assertThat(priority(client, -3)).isEqualTo("0 - Information");
            assertThat(priority(client, 99)).isEqualTo("10 - Urgent");
        }
    }

    @Test
    @DisplayName("sysadm 67-70: lines of the log")
    void item067_to_070_lines() throws IOException {
        var log = directory.resolve("lpreserver.log");
        try (var client = subscribed();
                var watcher = watch(log)) {
            append(log, STAMP + ": Creating snapshot on Vault/Docs\n");
            isLife(client.next(), "snapshot", "1 - Information", STAMP + ": New snapshot of vault/docs");
            append(log, STAMP + ": ERROR: Failed creating snapshot on vault\nnoise\n\n" + STAMP + ": Deleting x\n");
            append(log, STAMP + ": Starting replication SYNC task on Vault: var/none\n");
            isLife(client.next(), "replication", "1 - Information", STAMP + ": Starting replication for vault");
            append(log, STAMP + ": Finished replication task on Vault -> nas7\n");
            isLife(client.next(), "replication", "1 - Information", STAMP + ": Finished replication for vault");
            append(log, STAMP + ": FAILED replication task on Vault/D -> nas7: LOGFILE: var/log/Rep.log\n");
            isLife(
                    client.next(),
                    "replication",
                    "7 - Critical",
                    STAMP + ": Replication Failed for vault/d\nLogfile available at: var/log/Rep.log");
            assertThat(client.before()).isEmpty();
            assertThat(watcher).isNotNull();
        }
    }

    @Test
    @DisplayName("sysadm 71: progress of a replication")
    void item071_progress() throws IOException {
        var log = directory.resolve("lpreserver.log");
        var progress = directory.resolve("rep.log");
        try (var client = subscribed();
                var watcher = watch(log)) {
            append(log, STAMP + ": Starting replication SYNC task on Vault: " + progress + "\n");
            client.next();
            append(progress, "total estimated size is 100M\nTIME SENT SNAPSHOT\n02:05:01 12.5M Vault/docs@b\n\n");
            isLife(client.next(), "replication", "0 - Information", "Replicating Vault: 12.5M/100M (12.5%)");
            append(progress, "02:05:02 12.5M Vault/docs@b\n");
            append(progress, "02:05:03 1G Vault/docs@b\n");
            isLife(client.next(), "replication", "0 - Information", "Replicating Vault: 1G/100M (1024%)");
            assertThat(client.before()).isEmpty();
            assertThat(watcher).isNotNull();
        }
    }

    @Test
    @DisplayName("sysadm 72, 73: old lines are replayed, never pushed, not after a restart either")
    void item072_073_oldLines() throws IOException {
        var log = directory.resolve("lpreserver.log");
        append(log, STAMP + ": Creating snapshot on one\n" + STAMP + ": Creating snapshot on two\n");
        try (var early = subscribed()) {
            try (var watcher = watch(log);
                    var late = host.login("bob")) {
                late.send("{'namespace':'events','name':'subscribe','id':'s','args':'life-preserver'}");
                isLife(late.next(), "snapshot", "1 - Information", STAMP + ": New snapshot of two");
                assertThat(watcher).isNotNull();
            }
            append(log, STAMP + ": Creating snapshot on three\n");
            try (var watcher = watch(log)) {
                append(log, STAMP + ": Creating snapshot on four\n");
                isLife(early.next(), "snapshot", "1 - Information", STAMP + ": New snapshot of four");
                assertThat(early.before()).isEmpty();
                assertThat(watcher).isNotNull();
            }
        }
    }

    @Test
    @DisplayName("sysadm 74: every check is pushed, the first earlier than the others")
    void item074_everyCheck() throws IOException {
        try (var client = subscribed();
                var timer = state("cat " + pools(""), Duration.ofMillis(50), Duration.ofMillis(200))) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.next().path("args").toString())
                        .isEqualTo("{\"hostname\":\"atlas\",\"priority\":\"0 - Information\"}");
            }
            assertThat(timer).isNotNull();
        }
    }

    @Test
    @DisplayName("sysadm 75: a changed host name is told once")
    void item075_hostname() throws IOException {
        try (var client = subscribed();
                var timer = state("cat " + pools(""), Duration.ofMillis(50), Duration.ofMillis(100))) {
            client.next();
            Files.writeString(directory.resolve("name"), "hermes\n");
            var args = client.next().path("args");
            while (args.path("hostname").stringValue().equals("atlas")) {
                assertThat(args.has("hostnamechanged")).isFalse();
                args = client.next().path("args");
            }
            assertThat(args.path("hostnamechanged").stringValue()).isEqualTo("true");
            assertThat(args.path("priority").stringValue()).isEqualTo("3 - Warning");
            assertThat(client.next().path("args").has("hostnamechanged")).isFalse();
            assertThat(timer).isNotNull();
        }
    }

    @Test
    @DisplayName("sysadm 76-78: pools")
    void item076_077_078_pools() throws IOException {
        var listing = pools("");
        try (var client = subscribed();
                var timer = state("cat " + listing, Duration.ofMillis(20), Duration.ofMillis(60))) {
            assertThat(client.next().path("args").has("zpools")).isFalse();
            replace(listing, "tank 4T 1T 3T - 1% 90% 1.00x ONLINE -\n");
            var args = until(client, "0 - Information");
            assertThat(args.path("zpools").path("tank").propertyNames())
                    .containsExactly(
                            "alloc", "altroot", "capacity", "dedup", "expandsz", "frag", "free", "health", "size");
            replace(listing, "tank 4T 1T 3T - 1% 91% 1.00x ONLINE -\n");
            args = until(client, "6 - Critical");
            assertThat(args.path("zpools").path("tank").path("priority").stringValue())
                    .isEqualTo("6 - Critical");
            replace(listing, "tank 4T 1T 3T - 1% 91% 1.00x ONLINE -\nvault 1T 1T 1T - 1% 5% 1.00x DEGRADED -\n");
            args = until(client, "9 - Urgent");
            assertThat(args.path("zpools").path("vault").path("priority").stringValue())
                    .isEqualTo("9 - Urgent");
            assertThat(args.path("zpools").path("tank").path("priority").stringValue())
                    .isEqualTo("6 - Critical");
            assertThat(timer).isNotNull();
        }
    }

    /** The next state of this priority that shows pools. */
    private static JsonNode until(Client client, String priority) {
        while (true) {
            var args = client.next().path("args");
            if (args.has("zpools") && args.path("priority").stringValue().equals(priority)) {
                return args;
            }
        }
    }

    private String priority(Client client, int number) {
        host.publish("system_state", "{'hostname':'h','priority':" + number + "}");
        return client.next().path("args").path("priority").stringValue();
    }

    private Client subscribed() {
        var client = host.login("ada");
        client.ask("{'namespace':'events','name':'subscribe','id':'s','args':['life-preserver','system-state']}");
        return client;
    }

    private LogWatcher watch(Path log) {
        var config = new WatcherConfig(log, directory.resolve("position"), directory, Duration.ofMillis(20));
        var watcher = new LogWatcher(config, "atlas", host.sysadm.sink(), new HubThreads());
        watcher.start();
        return watcher;
    }

    private SystemStateTimer state(String poolCommand, Duration first, Duration period) throws IOException {
        Files.writeString(directory.resolve("name"), "atlas\n");
        var timer = new SystemStateTimer(
                new StateConfig("cat " + directory.resolve("name"), poolCommand, first, period, Duration.ofSeconds(5)),
                "fallback",
                host.sysadm.sink(),
                new HubThreads());
        timer.start();
        return timer;
    }

    private Path pools(String lines) throws IOException {
        return Files.writeString(directory.resolve("pools"), lines.isEmpty() ? "" : POOLS + lines);
    }

    /** In one step, so that no check sees half of it. */
    private void replace(Path listing, String lines) throws IOException {
        var fresh = Files.writeString(directory.resolve("pools.new"), POOLS + lines);
        Files.move(fresh, listing, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void isLife(JsonNode frame, String kind, String priority, String message) {
        assertThat(frame.path("name").stringValue()).isEqualTo("life-preserver");
        var args = frame.path("args");
        assertThat(args.propertyNames()).containsExactly("class", "message", "priority");
        assertThat(args.path("class").stringValue()).isEqualTo(kind);
        assertThat(args.path("priority").stringValue()).isEqualTo(priority);
        assertThat(args.path("message").stringValue()).isEqualTo(message);
    }
}
