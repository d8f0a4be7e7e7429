package carillon.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {

    private static Rights rights(AuthzMode mode, @Nullable Map<String, Set<String>> fences, Claim... claims) {
        return Rights.of(
                new Principal("user:ada", "ada", List.of(new Role("r", Arrays.asList(claims))), fences, null), mode);
    }

    private static Rights strict(Claim... claims) {
        return rights(AuthzMode.STRICT, null, claims);
    }

    private static Event event(String type, String action, String key) {
        return Event.about(type, action, key).build();
    }

    private static Event jobOf(String machine) {
        return Event.about("jobs", "save", "j1")
                .object(Json.parse("{\"Machine\":\"" + machine + "\"}"))
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            machines | get         | m1 | machines | get            | m1 | true
            machines | get         | m1 | machines | get            | m2 | false
            machines | get , list  | m1, m2 | machines | list       | m2 | true
            *        | get         | *  | machines | get            | m2 | true
            machines | *           | *  | machines | action:reboot  | m2 | true
            machines | action      | *  | machines | action:reboot  | m2 | true
            machines | action:boot | *  | machines | action:reboot  | m2 | false
            machines | update      | *  | machines | update:/Stage  | m1 | true
            machines | update:     | *  | machines | update:/Stage  | m1 | true
            machines | update:/    | *  | machines | update:/Stage  | m1 | false
            machines | update:/A   | *  | machines | update:/A/b    | m1 | true
            machines | update:/A   | *  | machines | update:/Ab     | m1 | false
            machines | update:/A   | *  | machines | update         | m1 | false
            machines | get         | m1 | machines | get            | *  | false
            machines | get         | a,* | machines | get           | *  | false
            machines | get         | *  | machines | get            | *  | true
            machines | get         | *  | machine  | get            | *  | false
            """)
    @DisplayName("drp 8.1: containment of scope, action and key")
    void containment(
            String scope,
            String action,
            String specific,
            String wantScope,
            String wantAction,
            String wantKey,
            boolean is) {
        assertThat(strict(new Claim(scope, action, specific)).contains(wantScope, wantAction, wantKey))
                .isEqualTo(is);
    }

    @Test
    void reachSaysBeforehandWhatEachEventWillBeTold() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var claim = new Claim(
                    pick(random, "machines", "jobs", "log", "weather", "*"),
                    pick(random, "get", "create", "action:boot", "*", "list"),
                    pick(random, "m1", "m1,m2", "*"));
            var fences = random.nextInt(3) > 0 ? null : Map.of(pick(random, "machines", "profiles"), Set.of("m1"));
            var rights = rights(pick(random, AuthzMode.values()), fences, claim);
            var type = pick(random, "machines", "jobs", "log", "weather");
            var action = pick(random, "create", "save", "action:boot");
            var event = Event.about(type, action, pick(random, "m1", "m3"))
                    .object(Json.parse("{\"Machine\":\"" + pick(random, "m1", "m4") + "\"}"))
                    .build();
            switch (rights.reach(type, action)) {
                case ALL ->
                    assertThat(rights.shows(event)).as("%s %s", claim, event).isTrue();
                case NONE ->
                    assertThat(rights.shows(event)).as("%s %s", claim, event).isFalse();
                case SOME ->
                    assertThat(rights.touches(type) || fences != null)
                            .as("%s %s", claim, event)
                            .isTrue();
            }
        }
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    @Test
    @DisplayName("drp 72: get on m1 shows every event of m1 and none of m2")
    void item72_getShowsAllActionsOfThatKey() {
        var rights = strict(new Claim("machines", "get", "m1"));
        assertThat(List.of("create", "update", "save", "delete", "powercycle"))
                .allMatch(action -> rights.shows(event("machines", action, "m1")))
                .noneMatch(action -> rights.shows(event("machines", action, "m2")));
    }

    @Test
    @DisplayName("drp 75: custom types are open to all with a claim, log and connections are not")
    void item75_customTypes() {
        var rights = strict(new Claim("info", "get", ""));
        assertThat(rights.shows(event("weather", "x", "y"))).isTrue();
        assertThat(rights.shows(event("log", "info", "y"))).isFalse();
        assertThat(rights.shows(event("connections", "create", "y"))).isFalse();
        assertThat(strict(new Claim("log", "x", "")).shows(event("log", "info", "y")))
                .isTrue();
        assertThat(strict().shows(event("weather", "x", "y"))).isFalse();
    }

    @Test
    @DisplayName("drp 8.3.2: the key of a claim on jobs may be the machine")
    void jobsByMachine() {
        var rights = strict(new Claim("jobs", "get", "m1"));
        assertThat(rights.shows(jobOf("m1"))).isTrue();
        assertThat(rights.shows(jobOf("m2"))).isFalse();
    }

    @Test
    @DisplayName("drp 8.3.1: a tenant hides what it does not list, and what belongs to such a machine")
    void tenants() {
        var rights = rights(AuthzMode.STRICT, Map.of("machines", Set.of("m1")), Claim.ALL);
        assertThat(rights.shows(event("machines", "update", "m1"))).isTrue();
        assertThat(rights.shows(event("machines", "update", "m2"))).isFalse();
        assertThat(rights.shows(event("profiles", "update", "m2"))).isTrue();
        assertThat(rights.shows(jobOf("m1"))).isTrue();
        assertThat(rights.shows(jobOf("m2"))).isFalse();
        assertThat(rights.shows(event("leases", "create", "c0a80001"))).isFalse();
    }

    @Test
    @DisplayName("drp 76: upstream shows unknown actions with any claim on the type, known ones by containment")
    void item76_upstream() {
        var reader = rights(AuthzMode.UPSTREAM, null, new Claim("machines", "get,list", "*"));
        assertThat(reader.shows(event("machines", "save", "m1"))).isTrue();
        assertThat(reader.shows(event("machines", "update", "m1"))).isFalse();
        var updater = rights(AuthzMode.UPSTREAM, null, new Claim("machines", "update", "m1"));
        assertThat(updater.shows(event("machines", "update", "m1"))).isTrue();
        assertThat(updater.shows(event("machines", "update", "m2"))).isFalse();
        assertThat(updater.shows(event("profiles", "save", "m2"))).isFalse();
    }

    @Test
    @DisplayName("an event with an owner is seen by that user and by superusers only")
    void owners() {
        var mine = Event.about("note", "x", "y").owner("ada").build();
        var yours = Event.about("note", "x", "y").owner("bob").build();
        var rights = strict(new Claim("info", "get", ""));
        assertThat(rights.shows(mine)).isTrue();
        assertThat(rights.shows(yours)).isFalse();
        assertThat(strict(Claim.ALL).shows(yours)).isTrue();
    }

    @Test
    @DisplayName("drp 10.6: publishing needs events/post/* in strict mode, nothing in upstream mode")
    void publishing() {
        assertThat(strict(new Claim("events", "post", "*")).mayPublish()).isTrue();
        assertThat(strict(new Claim("events", "post", "a")).mayPublish()).isFalse();
        assertThat(rights(AuthzMode.UPSTREAM, null).mayPublish()).isTrue();
    }

    private static Event connection(String principal, String address) {
        return Event.about("connections", "create", principal)
                .object(Json.parse("{\"RemoteAddr\":\"" + address + "\"}"))
                .build();
    }

    @Test
    @DisplayName("drp 11.2.4: an event about a connection takes the claim that shows the connection in the list")
    void connectionsByAddress() {
        var one = strict(new Claim("connections", "get", "192.0.2.1:9"));
        assertThat(one.shows(connection("user:ada", "192.0.2.1:9"))).isTrue();
        assertThat(one.shows(connection("user:ada", "192.0.2.2:9"))).isFalse();
        assertThat(one.reach("connections", "create")).isEqualTo(Reach.SOME);
        assertThat(strict(new Claim("connections", "delete", "*")).shows(connection("user:ada", "192.0.2.1:9")))
                .isFalse();
        var all = strict(new Claim("connections", "list", "*"));
        assertThat(all.shows(connection("user:ada", "192.0.2.2:9"))).isTrue();
        assertThat(all.reach("connections", "create")).isEqualTo(Reach.ALL);
        assertThat(strict(new Claim("machines", "get", "*")).reach("connections", "create"))
                .isEqualTo(Reach.NONE);
    }

    @Test
    @DisplayName("a tenant keeps the connections of users and machines outside it away from its members")
    void connectionsOfTenants() {
        var fenced = rights(
                AuthzMode.STRICT,
                Map.of("users", Set.of("ada", "tom"), "machines", Set.of("in")),
                new Claim("connections", "get,list", "*"));
        assertThat(List.of("user:ada", "user:tom", "runner:in"))
                .allMatch(name -> fenced.shows(connection(name, "192.0.2.1:9")));
        assertThat(List.of("user:eve", "runner:out")).noneMatch(name -> fenced.shows(connection(name, "192.0.2.1:9")));
        assertThat(fenced.ground(connection("user:eve", "192.0.2.1:9"))).isEqualTo(Ground.OUTSIDE_TENANT);
        assertThat(fenced.reach("connections", "create")).isEqualTo(Reach.SOME);
    }

    @Test
    @DisplayName("what decided is said: a claim by its role, and that a type is open to everybody")
    void grounds() {
        var rights = strict(new Claim("info", "get", ""), new Claim("machines", "list,get", "m1,m2"));
        assertThat(rights.ground(event("machines", "update", "m2"))).isEqualTo(Ground.CLAIM);
        assertThat(rights.granting(event("machines", "update", "m2"))
                        .orElseThrow()
                        .claim())
                .isEqualTo(new Claim("machines", "list,get", "m1,m2"));
        assertThat(rights.ground(event("machines", "update", "m3"))).isEqualTo(Ground.NO_CLAIM);
        assertThat(rights.ground(event("racks", "zz", "k"))).isEqualTo(Ground.OPEN_TYPE);
    }
}
