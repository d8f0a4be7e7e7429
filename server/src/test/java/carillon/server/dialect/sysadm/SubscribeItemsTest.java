package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, subscribe and unsubscribe, in both dialects. */
@ParameterizedClass
@EnumSource(Dialect.class)
class SubscribeItemsTest {

    private static final String STATE = "{'hostname':'h','priority':'%d/Information'}";

    private final Dialect dialect;
    private final Host host;
    private final Client ada;

    SubscribeItemsTest(Dialect dialect) {
        this.dialect = dialect;
        this.host = new Host(dialect);
        this.ada = host.login("ada");
    }

    @AfterEach
    void close() {
        ada.close();
        host.close();
    }

    @Test
    @DisplayName("sysadm 48-50: list and text, and the last known class is echoed")
    void item048_049_050_forms() {
        echoes("['dispatcher']", "{\"subscribe\":\"dispatcher\"}");
        echoes("'dispatcher'", "{\"subscribe\":\"dispatcher\"}");
        echoes("['dispatcher','system-state']", "{\"subscribe\":\"system-state\"}");
        echoes("['dispatcher','nosuch']", "{\"subscribe\":\"dispatcher\"}");
        echoes("['system-state',7,null,'nosuch','dispatcher',{}]", "{\"subscribe\":\"dispatcher\"}");
    }

    @Test
    @DisplayName("sysadm 51: unknown classes are skipped, and nothing follows")
    void item051_unknown() {
        echoes("['nosuch']", "{}");
        echoes("'Dispatcher'", "{}");
        echoes("'bridge'", "{}");
        echoes("''", "{}");
        if (dialect == Dialect.WIRE) {
            echoes("'life_preserver'", "{}");
            echoes("'system_state'", "{}");
        }
        publishAll();
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 52: empty lists and other types are 400")
    void item052_badArguments() {
        for (var args : List.of(",'args':[]", ",'args':{}", ",'args':5", ",'args':null", ",'args':true", "")) {
            var frame = ada.ask("{'namespace':'events','name':'subscribe','id':'s'" + args + "}");
            assertThat(frame.path("args").path("code").asString()).as(args).isEqualTo("400");
        }
    }

    @Test
    @DisplayName("sysadm 53: to unsubscribe from nothing is fine")
    void item053_unsubscribeNothing() {
        assertThat(ada.ask("{'namespace':'events','name':'unsubscribe','id':'s','args':'life-preserver'}")
                        .path("args")
                        .toString())
                .isEqualTo("{\"unsubscribe\":\"life-preserver\"}");
    }

    @Test
    @DisplayName("sysadm 54, 55: subscribing twice delivers once, and one unsubscribe ends both")
    void item054_055_twice() {
        echoes("'dispatcher'", "{\"subscribe\":\"dispatcher\"}");
        echoes("['dispatcher','dispatcher']", "{\"subscribe\":\"dispatcher\"}");
        publishAll();
        assertThat(ada.next().path("name").stringValue()).isEqualTo("dispatcher");
        assertThat(ada.before()).isEmpty();
        ada.ask("{'namespace':'events','name':'unsubscribe','id':'s','args':'dispatcher'}");
        publishAll();
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 56-58: the last event comes before the reply, each time; with none kept there is none")
    void item056_057_058_replay() {
        echoes("'system-state'", "{\"subscribe\":\"system-state\"}");
        host.publish("system_state", STATE.formatted(1));
        ada.next();
        for (int i = 0; i < 2; i++) {
            ada.send("{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}");
            var replay = ada.next();
            assertThat(replay.path("name").stringValue()).isEqualTo(EventClass.SYSTEM_STATE.name(dialect));
            assertThat(replay.path("id").stringValue()).isEqualTo(dialect.eventId());
            assertThat(ada.next().path("id").stringValue()).isEqualTo("s");
        }
        host.publish("system_state", STATE.formatted(2));
        assertThat(ada.next().path("args").path("priority").stringValue()).startsWith("2");
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 59: jobs are never replayed")
    void item059_jobsAreNotReplayed() {
        host.publish("dispatcher", "{'process_id':'x','state':'finished'}");
        echoes("'dispatcher'", "{\"subscribe\":\"dispatcher\"}");
    }

    @Test
    @DisplayName("sysadm 60: replays in the order of the request, then one reply")
    void item060_replayOrder() {
        host.publish("life_preserver", "{'class':'snapshot','message':'m','priority':'1/Information'}");
        host.publish("system_state", STATE.formatted(1));
        echoes("'nosuch'", "{}");
        ada.send("{'namespace':'events','name':'subscribe','id':'s','args':['system-state','life-preserver']}");
        assertThat(name(ada.next())).isEqualTo(EventClass.SYSTEM_STATE.name(dialect));
        assertThat(name(ada.next())).isEqualTo(EventClass.LIFE_PRESERVER.name(dialect));
        assertThat(ada.next().path("args").toString()).isEqualTo("{\"subscribe\":\"life-preserver\"}");
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 61, 62: subscriptions belong to one connection, and limited users may have all classes")
    void item061_062_perConnection() {
        try (var second = host.login("ada");
                var bob = host.login("bob")) {
            bob.ask("{'namespace':'events','name':'subscribe','id':'s',"
                    + "'args':['dispatcher','system-state','life-preserver']}");
            publishAll();
            for (var one : EventClass.values()) {
                assertThat(name(bob.next())).isEqualTo(one.name(dialect));
            }
            assertThat(second.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 63: unsubscribe ends that class alone")
    void item063_oneClass() {
        ada.ask("{'namespace':'events','name':'subscribe','id':'s','args':['dispatcher','system-state']}");
        ada.ask("{'namespace':'events','name':'unsubscribe','id':'s','args':'dispatcher'}");
        publishAll();
        assertThat(name(ada.next())).isEqualTo(EventClass.SYSTEM_STATE.name(dialect));
        assertThat(ada.before()).isEmpty();
    }

    @Test
    @DisplayName("sysadm 64: any other operation is 400")
    void item064_otherOperation() {
        for (var name : List.of("publish", "response", "SUBSCRIBE", "dispatcher")) {
            var frame = ada.ask("{'namespace':'events','name':'" + name + "','id':'s','args':'dispatcher'}");
            assertThat(frame.path("args").path("code").asString()).isEqualTo("400");
        }
    }

    @Test
    @DisplayName("issue 16: a class that one request names many times is subscribed to, and shown, once")
    void namedManyTimes() {
        host.publish("system_state", STATE.formatted(1));
        var names = "'system-state',".repeat(1_000) + "'dispatcher'";
        ada.send("{'namespace':'events','name':'subscribe','id':'s','args':[" + names + "]}");
        assertThat(ada.next().path("name").stringValue()).isEqualTo(EventClass.SYSTEM_STATE.name(dialect));
        assertThat(ada.next().path("args").toString()).isEqualTo("{\"subscribe\":\"dispatcher\"}");
    }

    @Test
    @DisplayName("issue 16: who subscribes in a loop and does not read has no more waiting than of other events")
    void subscribesInALoop() {
        host.publish(
                "system_state", "{'hostname':'h','text':'" + "x".repeat(900_000) + "','priority':'0/Information'}");
        try (var client = host.login("bob")) {
            client.stall();
            for (int i = 0; i < 60; i++) {
                client.send("{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}");
            }
            // Its outbox takes 8 MiB, the sockets some more.
            await().until(() -> {
                client.goOn();
                return !client.isOpen();
            });
        }
    }

    @Test
    @DisplayName("sysadm 6.4: under load a replay neither repeats a live event nor hides one")
    void replaysAndLiveEventsJoin() {
        for (int round = 0; round < 20; round++) {
            int first = round * 30;
            int last = first + 29;
            Thread.ofVirtual().start(() -> {
                for (int n = first; n <= last; n++) {
                    host.publish("system_state", "{'hostname':'h','n':" + n + ",'priority':'0/Information'}");
                }
            });
            try (var client = host.login("bob")) {
                client.send("{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}");
                var numbers = new ArrayList<Integer>();
                while (numbers.isEmpty() || numbers.getLast() < last) {
                    var args = client.next().path("args");
                    if (args.has("n")) {
                        numbers.add(args.path("n").asInt());
                    }
                }
                for (int i = 1; i < numbers.size(); i++) {
                    assertThat(numbers.get(i)).as(numbers.toString()).isEqualTo(numbers.get(i - 1) + 1);
                }
            }
        }
    }

    private void publishAll() {
        host.publish("dispatcher", "{'process_id':'x','state':'finished'}");
        host.publish("life_preserver", "{'class':'snapshot','message':'m','priority':'1/Information'}");
        host.publish("system_state", STATE.formatted(1));
    }

    private void echoes(String args, String reply) {
        assertThat(ada.ask("{'namespace':'events','name':'subscribe','id':'s','args':" + args + "}")
                        .path("args")
                        .toString())
                .as(args)
                .isEqualTo(reply);
    }

    private static String name(JsonNode frame) {
        return frame.path("name").stringValue();
    }
}
