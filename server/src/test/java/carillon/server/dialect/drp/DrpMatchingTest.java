package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpMatchingTest {

    private DrpServer server;
    private Session session;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
    }

    @BeforeEach
    void dial() {
        session = server.session();
    }

    @AfterEach
    void hangUp() {
        session.close();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** What comes through of these subjects, each {@code type|action|key}. */
    private List<String> through(String spec, String... subjects) {
        session.register(spec);
        for (var subject : subjects) {
            var parts = subject.split("\\|", -1);
            server.publish(parts[0], parts[1], parts[2]);
        }
        var came = session.drain();
        session.deregister(spec);
        return came;
    }

    private void publishJob(String key, String action, String object) {
        server.publish("jobs", action, key, object, "null");
    }

    @Test
    @DisplayName("drp 37: a list of actions passes those only")
    void item37_actions() {
        assertThat(through("machines.create,delete.*", "machines|create|a", "machines|update|a", "machines|delete|a"))
                .containsExactly("machines.create.a", "machines.delete.a");
    }

    @Test
    @DisplayName("drp 38: a list of types passes all of them, with a blank after the comma too")
    void item38_types() {
        for (var spec : List.of("machines,profiles.*.*", "machines, profiles.*.*")) {
            assertThat(through(spec, "machines|x|a", "profiles|x|b", "stages|x|c"))
                    .containsExactly("machines.x.a", "profiles.x.b");
        }
    }

    @Test
    @DisplayName("drp 39: a list of keys passes those only")
    void item39_keys() {
        assertThat(through("machines.*.K1,K2", "machines|x|K1", "machines|x|K2", "machines|x|K3"))
                .containsExactly("machines.x.K1", "machines.x.K2");
    }

    @Test
    @DisplayName("drp 40: a star inside a list is no wildcard")
    void item40_starInAList() {
        assertThat(through("*,machines.*.*", "machines|x|a", "profiles|x|b", "*|x|c"))
                .containsExactly("machines.x.a", "*.x.c");
    }

    @Test
    @DisplayName("drp 41: matching is case-sensitive in all three fields")
    void item41_case() {
        assertThat(through("machines.create.Key", "Machines|create|Key", "machines|Create|Key", "machines|create|key"))
                .isEmpty();
    }

    @Test
    @DisplayName("drp 42: keys with dots, with and without a filter")
    void item42_dotsInKeys() {
        assertThat(through("profiles.*.my.profile", "profiles|x|my.profile", "profiles|x|my"))
                .containsExactly("profiles.x.my.profile");
        assertThat(through("profiles.*.my\\1profile", "profiles|x|my.profile"))
                .containsExactly("profiles.x.my.profile");
        assertThat(through("profiles.*.my\\1profile.Key=Exists()", "profiles|x|my.profile"))
                .containsExactly("profiles.x.my.profile");
        assertThat(session.send("register machines.*.*.Runnable=Changed").answer())
                .isEqualTo("error machines.*.*.Runnable=Changed");
        assertThat(through("profiles.*.my.profile.Key=Exists()", "profiles|x|my.profile"))
                .isEmpty();
    }

    @Test
    @DisplayName("drp 43: escapes for comma and star")
    void item43_escapes() {
        assertThat(through("profiles.*.a\\2b", "profiles|x|a,b", "profiles|x|a", "profiles|x|b"))
                .containsExactly("profiles.x.a,b");
        assertThat(through("profiles.*.\\3", "profiles|x|*", "profiles|x|a")).containsExactly("profiles.x.*");
        assertThat(through("profiles.*.a\\4b", "profiles|x|a\\4b")).containsExactly("profiles.x.a\\4b");
    }

    @Test
    @DisplayName("drp 44: empty fields match empty values, and a star matches them too")
    void item44_emptyFields() {
        assertThat(through("t..k", "t||k", "t|x|k")).containsExactly("t..k");
        assertThat(through("*.*.*", "||")).contains("..");
    }

    @Test
    @DisplayName("drp 45: machine_jobs passes the jobs of a machine, still typed jobs")
    void item45_machineJobs() {
        session.register("machine_jobs.*.U");
        publishJob("j1", "create", "{\"Machine\":\"U\"}");
        publishJob("j2", "create", "{\"Machine\":\"V\"}");
        publishJob("U", "create", "{\"Machine\":\"V\"}");
        publishJob("j3", "create", "{}");
        server.publish("machines", "create", "U", "{\"Machine\":\"U\"}", "null");
        assertThat(session.drain()).containsExactly("jobs.create.j1");
    }

    @Test
    @DisplayName("drp 46: work_order_jobs likewise")
    void item46_workOrderJobs() {
        session.register("work_order_jobs.*.W");
        publishJob("j1", "create", "{\"WorkOrder\":\"W\"}");
        publishJob("j2", "create", "{\"WorkOrder\":\"X\",\"Machine\":\"W\"}");
        assertThat(session.drain()).containsExactly("jobs.create.j1");
    }

    @Test
    @DisplayName("drp 47: the action counts for pseudo types, and jobs itself goes by the job's key")
    void item47_pseudoTypeActions() {
        session.register("machine_jobs.update.U", "jobs.*.U");
        publishJob("j1", "create", "{\"Machine\":\"U\"}");
        assertThat(session.drain()).isEmpty();
        publishJob("j1", "update", "{\"Machine\":\"U\"}");
        assertThat(session.drain()).containsExactly("jobs.update.j1");
    }

    @Test
    @DisplayName("drp 48: a pseudo type combines with a filter")
    void item48_pseudoTypeWithFilter() {
        session.register("machine_jobs.*.*.State=Eq(\"failed\")");
        publishJob("j1", "save", "{\"Machine\":\"U\",\"State\":\"failed\"}");
        publishJob("j2", "save", "{\"Machine\":\"U\",\"State\":\"finished\"}");
        assertThat(session.drain()).containsExactly("jobs.save.j1");
    }

    @Test
    @DisplayName("drp 49: an event that matches three registrations arrives once")
    void item49_once() {
        session.register("c49.*.*", "*.*.c49", "c49.x.c49");
        server.publish("c49", "x", "c49");
        assertThat(session.drain()).containsExactly("c49.x.c49");
    }
}
