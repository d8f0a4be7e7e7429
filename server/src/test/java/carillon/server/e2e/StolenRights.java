package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Somebody who has no rights looks for a way to some; nothing of it may be answered with success. */
final class StolenRights {

    static final List<Attack> ATTACKS = List.of(
            new Attack("rights of others", StolenRights::rights),
            new Attack("tokens with junk", StolenRights::tokens),
            new Attack("a flood of wrong passwords", StolenRights::passwords));

    private record Call(String method, String path, String body) {}

    private static final String ALL = "[{\"scope\":\"*\",\"action\":\"*\",\"specific\":\"*\"}]";
    private static final List<Call> CALLS = List.of(
            new Call("GET", "/api/v3/users/rocketskates/token", ""),
            new Call("GET", "/api/v3/users/mallory/token?roles=superuser", ""),
            new Call("PUT", "/api/v3/users/rocketskates/password", "{\"Password\":\"mine\"}"),
            new Call("PUT", "/api/v3/users/eve", "{\"Name\":\"eve\",\"Roles\":[\"superuser\"]}"),
            new Call("PATCH", "/api/v3/users/eve", "[{\"op\":\"add\",\"path\":\"/Roles\",\"value\":[\"superuser\"]}]"),
            new Call(
                    "PATCH", "/api/v3/users/rocketskates", "[{\"op\":\"add\",\"path\":\"/Password\",\"value\":\"m\"}]"),
            new Call("DELETE", "/api/v3/users/rocketskates", ""),
            new Call("POST", "/api/v3/users", "{\"Name\":\"eva\",\"Roles\":[\"superuser\"]}"),
            new Call("POST", "/api/v3/roles", "{\"Name\":\"all\",\"Claims\":" + ALL + "}"),
            new Call("DELETE", "/api/v3/profiles/target", ""),
            new Call("PUT", "/api/system/events/config", "{\"event_log_level\":\"info\"}"));

    private StolenRights() {}

    /** The two who attack. */
    static void prepare(ServerProcess server) throws Exception {
        for (var user : List.of(
                "{\"Name\":\"mallory\",\"Password\":\"a-password-for-tests\",\"Roles\":[\"superuser\"]}",
                "{\"Name\":\"eve\",\"Password\":\"a-password-for-tests\",\"Roles\":[]}")) {
            try (var by = new Attacker(server, 0)) {
                var answer = by.call(
                        ServerProcess.authorization(),
                        "POST",
                        "/api/v3/users",
                        "application/json",
                        user.getBytes(StandardCharsets.UTF_8));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            }
        }
    }

    private static void rights(Attacker by) throws Exception {
        var call = by.dice.oneOf(CALLS);
        var answer = by.call(
                Attacker.basic(Attacker.WEAK),
                call.method(),
                call.path(),
                "application/json",
                call.body().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as("%s: %s", call, answer.body()).isGreaterThanOrEqualTo(400);
    }

    private static void tokens(Attacker by) throws Exception {
        var answer = by.call("GET", "/api/v3/users/mallory/token?ttl=600", "");
        if (answer.statusCode() == 200) {
            var token = Json.parse(answer.body()).tree().get("Token").stringValue();
            for (var wrong : List.of(token + "A", token + "=", token + ".", token.substring(1), token + token)) {
                var refused = by.call("Bearer " + wrong, "GET", "/v1/events?limit=1", "text/plain", new byte[0]);
                assertThat(refused.statusCode()).as("a token with junk").isEqualTo(403);
            }
        }
    }

    private static void passwords(Attacker by) throws Exception {
        for (int i = 0; i < 50; i++) {
            var name = by.dice.oneOf(List.of("rocketskates", "eve", "nobody" + i));
            by.fire(Attacker.basic(name + ":wrong" + i), "/v1/events?limit=1");
        }
        var wrong = by.call(Attacker.basic("rocketskates:wrong"), "GET", "/v1/events", "text/plain", new byte[0]);
        assertThat(wrong.statusCode()).isIn(403, 429);
    }
}
