package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpCommandsTest {

    private DrpServer server;
    private final List<Session> sessions = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data, DrpConfig.DEFAULT.withMaxRegistrations(200));
    }

    @AfterEach
    void hangUp() {
        sessions.forEach(Session::close);
        sessions.clear();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Session session() {
        var session = server.session();
        sessions.add(session);
        return session;
    }

    @Test
    @DisplayName("drp 23: a registration is answered by one event with all seven members")
    void item23_anAnswerHasAllMembers() {
        var answer = session().send("register *.*.*").next();
        assertThat(answer.propertyNames())
                .containsExactly("Time", "Type", "Action", "Key", "Principal", "Object", "Original");
        assertThat(answer.get("Key").stringValue()).isEqualTo("*.*.*");
        assertThat(answer.get("Principal").stringValue()).isEmpty();
        assertThat(answer.get("Object").isNull()).isTrue();
        assertThat(answer.get("Original").isNull()).isTrue();
        assertThat(answer.get("Time").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    }

    @Test
    @DisplayName("drp 24: the answer goes to that session only")
    void item24_answersAreSessionLocal() {
        var watcher = session().register("*.*.*");
        session().register("machines.*.*");
        assertThat(watcher.drain()).noneMatch(subject -> subject.startsWith("websocket."));
    }

    @Test
    @DisplayName("drp 25: a duplicate is acknowledged, and an event arrives once")
    void item25_duplicateRegistration() {
        var session = session().register("c25.*.*", "c25.*.*");
        server.publish("c25", "create", "k");
        assertThat(session.drain()).containsExactly("c25.create.k");
        session.deregister("c25.*.*");
        server.publish("c25", "create", "k");
        assertThat(session.drain()).isEmpty();
    }

    @Test
    @DisplayName("drp 26: deregistering what is unknown is acknowledged, nothing else")
    void item26_unknownDeregistration() {
        var session = session().deregister("c26.*.*").deregister("malformed");
        assertThat(session.drain()).isEmpty();
    }

    @Test
    @DisplayName("drp 27: after a deregistration nothing of it arrives, others go on")
    void item27_deregistrationEndsOneOnly() {
        var session = session().register("c27a.*.*", "c27b.*.*").deregister("c27a.*.*");
        server.publish("c27a", "create", "k");
        server.publish("c27b", "create", "k");
        assertThat(session.drain()).containsExactly("c27b.create.k");
    }

    @Test
    @DisplayName("drp 27: also when both commands are sent at once")
    void item27_registerAndDeregisterAtOnce() {
        var session = session();
        session.send("register c27c.*.*").send("deregister c27c.*.*");
        assertThat(List.of(session.answer(), session.answer()))
                .containsExactly("register c27c.*.*", "deregister c27c.*.*");
        server.publish("c27c", "create", "k");
        assertThat(session.drain()).isEmpty();
    }

    @Test
    @DisplayName("drp 28: deregistering a narrower spec does not weaken a wider one")
    void item28_deregistrationIsNoAlgebra() {
        var session = session().register("c28.*.*").deregister("c28.update.*");
        server.publish("c28", "update", "k");
        assertThat(session.drain()).containsExactly("c28.update.k");
    }

    @Test
    @DisplayName("drp 29: blanks and a trailing newline are tolerated, and the answer's key is trimmed")
    void item29_blanks() {
        var session = session();
        for (var text : List.of("register c29.*.*\n", "  register c29.*.*", "register  \t c29.*.* \r\n")) {
            assertThat(session.send(text).answer()).isEqualTo("register c29.*.*");
        }
    }

    @Test
    @DisplayName("drp 30: what is no command is ignored")
    void item30_otherTextIsIgnored() {
        var session = session();
        for (var text : List.of("REGISTER *.*.*", "register", "register  ", "", "hello world", "registers *.*.*")) {
            session.send(text);
        }
        session.register("c30.*.*");
        server.publish("c30", "x", "y");
        assertThat(session.drain()).containsExactly("c30.x.y");
    }

    @Test
    @DisplayName("drp 31: a binary message is ignored")
    void item31_binaryIsIgnored() {
        var session = session();
        session.socket()
                .sendBinary(ByteBuffer.wrap("register c31.*.*".getBytes(StandardCharsets.UTF_8)), true)
                .join();
        server.publish("c31", "x", "y");
        assertThat(session.drain()).isEmpty();
    }

    @Test
    @DisplayName("drp 32: malformed specs get an error event each, are not stored, and harm nobody")
    void item32_malformedSpecs() {
        var other = session().register("machines.*.*");
        var session = session();
        for (var spec : List.of("machines", "machines.update")) {
            var error = session.send("register " + spec).next();
            assertThat(Session.subject(error)).isEqualTo("websocket.error." + spec);
            var object = error.get("Object");
            assertThat(object.get("Code").intValue()).isEqualTo(400);
            assertThat(object.get("Type").stringValue()).isEqualTo("register");
            assertThat(object.get("Model").stringValue()).isEqualTo("websocket");
            assertThat(object.get("Messages").get(0).stringValue()).contains("type.action.key");
        }
        server.publish("machines", "update", "m1");
        assertThat(session.drain()).isEmpty();
        assertThat(other.drain()).containsExactly("machines.update.m1");
    }

    @Test
    @DisplayName("drp 5.5.6: one registration too many is refused")
    void tooManyRegistrations() {
        var session = session();
        for (int i = 0; i < 200; i++) {
            session.send("register limit.*." + i);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(session.answer()).isEqualTo("register limit.*." + i);
        }
        assertThat(session.send("register limit.*.more").answer()).isEqualTo("error limit.*.more");
        session.deregister("limit.*.7").register("limit.*.more");
    }

    @Test
    @DisplayName("drp 33: a message one byte above the limit closes with 1009")
    void item33_tooLong() {
        int limit = DrpConfig.DEFAULT.socket().maxInboundBytes();
        var fits = session();
        fits.send("register " + "x".repeat(limit - 9));
        assertThat(fits.answer()).startsWith("error xxx");
        var session = session();
        session.send("register " + "x".repeat(limit - 8));
        assertThat(session.closeCode()).isEqualTo(1009);
    }

    @Test
    @DisplayName("drp 34: a hundred commands at once get a hundred answers in order")
    void item34_answersInOrder() {
        var session = session();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            var command = switch (i % 4) {
                case 0 -> "register c34." + i + ".*";
                case 1 -> "deregister c34." + (i - 1) + ".*";
                case 2 -> "register c34.again.*";
                default -> "register broken" + i;
            };
            session.socket().sendText(command, true).join();
            expected.add(i % 4 == 3 ? "error broken" + i : command);
        }
        for (var answer : expected) {
            assertThat(session.answer()).isEqualTo(answer);
        }
    }

    @Test
    @DisplayName("drp 35: no event of a registration comes before its answer")
    void item35_theAnswerComesFirst() throws InterruptedException {
        var publisher = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 300; i++) {
                server.publish("c35", "tick", Integer.toString(i));
            }
        });
        for (int i = 0; i < 20; i++) {
            var session = session();
            session.send("register c35.*.*");
            assertThat(session.subject()).isEqualTo("websocket.register.c35.*.*");
        }
        publisher.join();
    }

    @Test
    @DisplayName("drp 36: who registered nothing receives nothing")
    void item36_nothingWithoutRegistration() {
        var session = session();
        server.publish("c36", "x", "y");
        session.send("register end.of.test");
        assertThat(session.subject()).isEqualTo("websocket.register.end.of.test");
    }
}
