package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.server.access.LoginGate;
import carillon.server.dialect.sysadm.Client;
import carillon.server.dialect.sysadm.Host;
import carillon.server.keylogin.Challenge;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Checklist of sysadm-events, the bridge itself. */
class BridgeItemsTest {

    private BridgeHost host = new BridgeHost();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("sysadm 104, 105: the bridge asks who is there, and says who it is before any login")
    void item104_105_identify() {
        try (var peer = new RelayPeer(host.uri())) {
            assertThat(peer.client
                            .ask("{'namespace':'rpc','name':'identify','id':'i','args':{}}")
                            .toString())
                    .isEqualTo("{\"args\":{\"hostname\":\"relay\",\"type\":\"bridge\"},\"id\":\"i\","
                            + "\"name\":\"response\",\"namespace\":\"rpc\"}");
        }
    }

    @Test
    @DisplayName("sysadm 106: what is no whole message is not answered")
    void item106_ignored() {
        try (var peer = new RelayPeer(host.uri())) {
            for (var text : new String[] {
                "{'namespace':'rpc','name':'identify','id':'x'}",
                "{'namespace':'rpc','name':'identify','args':{}}",
                "{'namespace':'rpc','name':'error','id':'x','args':{}}",
                "{garbage",
                "",
                "[]",
                "::{x}\nhello"
            }) {
                peer.client.send(text);
            }
            assertThat(peer.client.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 107: a refused login, also while somebody else is logged in")
    void item107_refused() {
        try (var other = host.peer("client", "k");
                var peer = new RelayPeer(host.uri())) {
            peer.challenge();
            assertThat(peer.answer("rubbish").toString())
                    .isEqualTo("{\"args\":\"unauthorized\",\"id\":\"s2\",\"name\":\"error\",\"namespace\":\"rpc\"}");
            assertThat(peer.answer("").path("name").stringValue()).isEqualTo("error");
            // Anything else is answered with nothing, as an error: nobody is logged in here.
            assertThat(peer.client
                            .ask("{'namespace':'x','name':'y','id':'z','args':{}}")
                            .toString())
                    .isEqualTo("{\"args\":null,\"id\":\"z\",\"name\":\"error\",\"namespace\":\"x\"}");
            assertThat(other.client
                            .ask("{'namespace':'x','name':'y','id':'z','args':{}}")
                            .path("name")
                            .stringValue())
                    .isEqualTo("response");
        }
    }

    @Test
    @DisplayName("sysadm 108: a number stays a number")
    void item108_numericId() {
        try (var peer = new RelayPeer(host.uri())) {
            assertThat(peer.client
                            .ask("{'namespace':'rpc','name':'identify','id':7,'args':{}}")
                            .path("id")
                            .toString())
                    .isEqualTo("7");
        }
    }

    @Test
    @DisplayName("sysadm 109-112: who shares a key is announced, whole, once, and to the other kind alone")
    void item109_to_112_announcements() {
        try (var server = host.peer("server", "a", "b");
                var client = host.peer("client", "b");
                var stranger = host.peer("client", "c")) {
            var clientsView = client.available();
            var serversView = server.available();
            assertThat(clientsView).hasSize(1).allMatch(id -> id.matches("::\\{[0-9a-f-]{36}\\}"));
            assertThat(serversView).hasSize(1).doesNotContainAnyElementsOf(clientsView);
            try (var second = host.peer("client", "a", "c")) {
                assertThat(second.available()).isEqualTo(clientsView);
                assertThat(server.available()).hasSize(2).startsWith(serversView.getFirst());
            }
            assertThat(server.available()).isEqualTo(serversView);
            // Told again in another order, the keys are the same.
            server.tellKeys("b", "a");
            host.bridge.settle();
            assertThat(server.client.before()).isEmpty();
            assertThat(client.client.before()).isEmpty();
            assertThat(stranger.client.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 113: a server that goes is announced at once")
    void item113_disconnect() {
        try (var client = host.peer("client", "k")) {
            try (var server = host.peer("server", "k")) {
                assertThat(client.available()).hasSize(1);
                assertThat(server.available()).hasSize(1);
            }
            assertThat(client.available()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 114: the body arrives as it was, behind the sender's id")
    void item114_relay() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k")) {
            var serverId = client.available().getFirst();
            var clientId = server.available().getFirst();
            var body = "{\"a\": 1}\n\nsecond é line \n";
            client.relay(serverId, body);
            assertThat(server.client.text()).isEqualTo(clientId + "\n" + body);
            // A peer cannot speak in another's name: the first line is the address, and it is replaced.
            client.relay(serverId, serverId + "\nforged");
            assertThat(server.client.text()).isEqualTo(clientId + "\n" + serverId + "\nforged");
            server.relay(clientId, "");
            assertThat(client.client.text()).isEqualTo(serverId + "\n");
        }
    }

    @Test
    @DisplayName("sysadm 115, 116: messages to nobody, and to peers that are not visible, are dropped")
    void item115_116_dropped() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k");
                var other = host.peer("client", "z")) {
            var serverId = client.available().getFirst();
            server.available();
            client.relay("::{nobody}", "x");
            client.relay(serverId + " ", "x");
            client.client.sendRaw(serverId);
            client.relay("", "x");
            other.relay(serverId, "x");
            other.client.before();
            client.client.before();
            assertThat(server.client.before()).isEmpty();
            assertThat(host.bridge.counters().droppedMessages()).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("sysadm 10.6: relay-any passes to every connected peer, itself included")
    void relayAny() {
        host.close();
        host = new BridgeHost(config -> config.withRelayAny(true));
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k");
                var other = host.peer("client", "z")) {
            var serverId = client.available().getFirst();
            server.available();
            other.relay(serverId, "hello");
            assertThat(server.client.text()).endsWith("\nhello");
            server.relay(serverId, "myself");
            assertThat(server.client.text()).isEqualTo(serverId + "\nmyself");
        }
    }

    @Test
    @DisplayName("sysadm 117: who is not logged in relays nothing")
    void item117_unauthenticated() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k");
                var stranger = new RelayPeer(host.uri())) {
            var serverId = client.available().getFirst();
            server.available();
            stranger.identify("client");
            stranger.tellKeys("k");
            stranger.relay(serverId, "x");
            assertThat(stranger.client.before()).isEmpty();
            // A refused login logs out, and with it go the announcements.
            client.challenge();
            client.answer("rubbish");
            client.relay(serverId, "y");
            assertThat(server.available()).isEmpty();
            assertThat(server.client.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 118: strangers are sent away, silent peers stay, and revoked keys end connections")
    void item118_recheck() throws Exception {
        host.close();
        host = new BridgeHost(config -> config.withTimes(Duration.ofMillis(700), Duration.ofSeconds(5)));
        try (var peer = host.peer("client", "k");
                var stranger = new RelayPeer(host.uri())) {
            host.clock.advance(Duration.ofHours(2));
            assertThat(stranger.client.closed()).isEqualTo("1000 ");
            assertThat(peer.client.before()).isEmpty();
            assertThat(peer.client.isOpen()).isTrue();
            host.bridge.keys().remove(key -> true);
            assertThat(peer.client.closed()).isEqualTo("1000 ");
        }
    }

    @Test
    @DisplayName("sysadm 10.3: a challenge is good for one answer, right or wrong, and for the connection that asked")
    void challengesAreGoodOnce() {
        try (var peer = new RelayPeer(host.uri());
                var other = new RelayPeer(host.uri())) {
            var first = peer.challenge();
            var right = Challenge.answer(first, host.login.getPrivate());
            // Not on a connection that was not asked, nor on one that was asked something else.
            assertThat(other.answer(right).path("name").stringValue()).isEqualTo("error");
            other.challenge();
            assertThat(other.answer(right).path("name").stringValue()).isEqualTo("error");
            assertThat(peer.answer(right).path("name").stringValue()).isEqualTo("response");
            assertThat(peer.client.next().path("id").stringValue()).isEqualTo("bridge_request_list_keys");
            assertThat(peer.answer(right).path("name").stringValue()).isEqualTo("error");
            // Spent by a wrong answer as well.
            var second = peer.challenge();
            peer.answer("rubbish");
            assertThat(peer.answer(Challenge.answer(second, host.login.getPrivate()))
                            .path("name")
                            .stringValue())
                    .isEqualTo("error");
        }
    }

    @Test
    @DisplayName("sysadm 119: two failures from one address block it")
    void item119_lockout() {
        try (var peer = new RelayPeer(host.fromOutside())) {
            peer.challenge();
            peer.answer("rubbish");
            peer.challenge();
            peer.answer("rubbish");
            assertThatThrownBy(() -> Client.to(host.fromOutside())).isNotNull();
            // Nor does the right answer help on a connection that was open before.
            var challenge = peer.challenge();
            assertThat(peer.answer(Challenge.answer(challenge, host.login.getPrivate()))
                            .path("name")
                            .stringValue())
                    .isEqualTo("error");
        }
        host.peer("client", "k").close();
    }

    @Test
    @DisplayName("sysadm 119: key logins are counted, logged and throttled as passwords are")
    void failuresAreCounted() {
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(LoginGate.LOGGER);
        lines.start();
        logger.addAppender(lines);
        try (var peer = new RelayPeer(host.uri());
                var known = new RelayPeer(host.uri())) {
            known.login(host.login);
            for (int i = 0; i < 3; i++) {
                peer.challenge();
                assertThat(peer.answer("rubbish").path("name").stringValue()).isEqualTo("error");
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(host.gate.counters().accepted.sum()).isEqualTo(1);
        assertThat(host.gate.counters().failed.sum()).isEqualTo(3);
        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .hasSize(3)
                .allMatch(line -> line.equals("login failed: address=127.0.0.1 user='' reason=wrong-key"));
        // The gate has had enough of the address, whichever door the failures came by: a right answer is not checked.
        var outside = Host.outside();
        for (int i = 0; i < 60; i++) {
            host.gate.key(outside, Optional::empty);
        }
        try (var peer = new RelayPeer(host.fromOutside())) {
            var right = Challenge.answer(peer.challenge(), host.login.getPrivate());
            assertThat(peer.answer(right).path("name").stringValue()).isEqualTo("error");
        }
        assertThat(host.bridge.lockout().blocked(outside)).isFalse();
    }

    @Test
    @DisplayName("sysadm 10.4: stray responses change nothing")
    void strayResponses() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k")) {
            client.available();
            server.available();
            server.client.send("{'namespace':'rpc','name':'response','id':'other','args':{}}");
            server.client.send("{'namespace':'rpc','name':'response','id':9,'args':{'md5_keys':[]}}");
            assertThat(server.client.before()).isEmpty();
            host.bridge.settle();
            assertThat(client.client.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("issue 5: a login is checked before the message behind it is relayed")
    void pipelinedLogin() {
        try (var server = host.peer("server", "k");
                var first = host.peer("client", "k")) {
            var serverId = first.available().getFirst();
            server.available();
            // Logged out and in again, and relaying right behind it, without waiting for anything.
            var challenge = first.challenge();
            first.client.send("{'namespace':'rpc','name':'auth_ssl','id':'s2','args':{'encrypted_string':'"
                    + Challenge.answer(challenge, host.login.getPrivate()) + "'}}");
            first.relay(serverId, "behind");
            assertThat(server.client.text()).endsWith("\nbehind");
        }
    }

    @Test
    @DisplayName("issue 5: the console sees who is connected")
    void state() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k")) {
            client.available();
            server.available();
            await().until(() -> host.bridge.peers().size() == 2);
            assertThat(host.bridge.peers())
                    .allMatch(peer -> peer.nickname().equals("desk")
                            && peer.visible().size() == 1
                            && peer.hostname().equals("h"));
        }
    }
}
