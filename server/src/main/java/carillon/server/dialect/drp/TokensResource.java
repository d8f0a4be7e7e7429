package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Decision;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.access.TokenRequest;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Issues tokens to users and to machines (section 3). */
final class TokensResource {

    private static final Duration DEFAULT = Duration.ofHours(1);
    private static final long MOST_SECONDS = Duration.ofDays(3650).toSeconds();

    private final Directory directory;
    private final ClaimAuthorizer authorizer;
    private final AccessPolicy policy;
    private final ObjectStore objects;
    private final InfoResource info;

    TokensResource(
            Directory directory,
            ClaimAuthorizer authorizer,
            AccessPolicy policy,
            ObjectStore objects,
            InfoResource info) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.policy = policy;
        this.objects = objects;
        this.info = info;
    }

    void mount(Routes routes) {
        routes.get("/users/{name}/token", this::ofUser);
        routes.get("/machines/{uuid}/token", this::ofMachine);
    }

    private Response ofUser(Request request) {
        var name = request.parameter("name");
        var lifetime = lifetime(request);
        if (lifetime.isEmpty()) {
            return badLifetime(request);
        }
        var caller = request.principal();
        var user = directory.user(name).orElse(null);
        // One's own token is never more than what was come with, so a limited one may ask for it.
        var decision = caller.user().equals(name)
                ? policy.object(caller, "token", "users", name, null, null)
                : policy.credential(caller, "token", name, user);
        var wanted = new TokenRequest("user:" + name, name, lifetime.get(), roles(request, caller, name), List.of());
        return answer(request, decision, user == null ? null : wanted, "user " + name);
    }

    /**
     * The roles that the token is limited to. Whoever asks for himself gets at most what he came with: a token that was
     * limited must not buy an unlimited one.
     */
    private @Nullable Set<String> roles(Request request, Principal caller, String name) {
        var wanted = request.query().first("roles").filter(text -> !text.isBlank());
        var named = wanted.map(text -> Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toSet()));
        if (!caller.user().equals(name)) {
            return named.orElse(null);
        }
        if (named.isEmpty()) {
            return caller.roles().stream().map(Role::name).collect(Collectors.toSet());
        }
        var own = caller.roles().stream().map(role -> rights(role)).toList();
        var kept = new HashSet<String>();
        for (var role : directory.roles()) {
            if (named.get().contains(role.name()) && own.stream().anyMatch(mine -> mine.contains(role))) {
                kept.add(role.name());
            }
        }
        return kept;
    }

    private Rights rights(Role role) {
        return authorizer.rights(new Principal("", "", List.of(role), null, null));
    }

    private Response ofMachine(Request request) {
        var uuid = request.parameter("uuid");
        var lifetime = lifetime(request);
        if (lifetime.isEmpty()) {
            return badLifetime(request);
        }
        var caller = request.principal();
        var machine = objects.get("machines", uuid);
        var decision =
                policy.runner(caller, uuid, machine.map(Shelf.Item::state).orElse(null));
        return answer(
                request,
                decision,
                machine.map(known -> new TokenRequest(
                                Principal.RUNNER + uuid,
                                caller.user(),
                                lifetime.get(),
                                Set.of(),
                                policy.held(caller, machineClaims(uuid)),
                                ObjectStore.secret(known)))
                        .orElse(null),
                "machine " + uuid);
    }

    /** Issues what is wanted, which is null if there is nobody to issue it to. */
    private Response answer(Request request, Decision decision, @Nullable TokenRequest wanted, String whom) {
        return switch (decision) {
            case Decision.Lacking lacking -> DrpErrors.forbidden(request, lacking);
            case Decision.Exceeding exceeding -> DrpErrors.forbidden(request, exceeding.detail());
            case Decision.Hidden _ -> DrpErrors.of(request, 404, "there is no " + whom);
            case Decision.Allowed _ ->
                wanted == null ? DrpErrors.of(request, 404, "there is no " + whom) : issue(request, wanted);
        };
    }

    /** What an agent needs for its own machine and the jobs on it, and nothing of others; it gets what the caller has. */
    private static List<Claim> machineClaims(String uuid) {
        var claims = new ArrayList<Claim>();
        claims.addAll(Claim.exactly("machines", "get,update,updateTaskList,actions,action,whoami,token", uuid));
        claims.addAll(Claim.exactly("jobs", "list,get,create,update,log,actions,action", uuid));
        claims.add(new Claim("stages,tasks,templates,bootenvs,params,profiles,workflows", "list,get", "*"));
        claims.add(new Claim("events", "post", "*"));
        claims.add(new Claim("info", "get", ""));
        return claims;
    }

    private Response issue(Request request, TokenRequest wanted) {
        return directory
                .issue(wanted)
                .<Response>map(token -> {
                    var answer = Json.mapper().createObjectNode().put("Token", token);
                    answer.set("Info", info.info(request.principal()));
                    return Response.json(200, answer);
                })
                .orElseGet(() -> DrpErrors.of(request, 404, "there is no user " + wanted.user()));
    }

    private static Response badLifetime(Request request) {
        return DrpErrors.of(
                request, 400, "ttl must be whole seconds, or a number with s, m, h or d, and at most ten years");
    }

    private static Optional<Duration> lifetime(Request request) {
        var text = request.query().first("ttl").orElse("");
        return text.isEmpty() ? Optional.of(DEFAULT) : lifetime(text);
    }

    static Optional<Duration> lifetime(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "", "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 0;
        };
        if (digits == 0 || digits > 9 || unit == 0) {
            return Optional.empty();
        }
        long seconds = Long.parseLong(text.substring(0, digits)) * unit;
        return seconds < 1 || seconds > MOST_SECONDS ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
