package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.sdk.event.Event;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Every route that a whole server has, asked by everybody: the answers are those of {@code route-rights.txt}. */
@TestInstance(Lifecycle.PER_CLASS)
class RouteRightsTest {

    private static final List<String> CALLERS = List.of("none", "bare", "clerk", "fenced", "short", "admin");
    private static final String HIDDEN = "0198b2c3-1111-7abc-8def-001122334455";
    private static final String SHOWN = "0198b2c3-1111-7abc-8def-001122334466";
    private static final String GONE = "0198b2c3-1111-7abc-8def-001122334477";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private CarillonServer server;

    private record Row(String listener, String route, String path, String body, List<String> answers) {

        /** The listener is written where it is not the one for everything. */
        static Row of(String line) {
            var cells = Arrays.stream(line.split("[|]", -1)).map(String::strip).toList();
            var words = cells.get(0).split(" ", -1);
            var listener = words.length == 3 ? words[0] : "http";
            var route = words[words.length - 2] + " " + words[words.length - 1];
            return new Row(
                    listener,
                    route,
                    cells.get(1).isEmpty() ? words[words.length - 1] : cells.get(1),
                    cells.get(2),
                    List.of(cells.get(3).split(" ", -1)));
        }

        String name() {
            return listener.equals("http") ? route : listener + " " + route;
        }
    }

    @BeforeAll
    void start(@TempDir Path data) {
        server = CarillonServer.start(
                Config.of(Map.of(
                        Settings.HTTP_PORT.key(), "0",
                        Settings.HTTPS_ENABLED.key(), "false",
                        Settings.SYSADM_WS_PORT.key(), "0",
                        Settings.SYSADM_REST_PORT.key(), "0",
                        Settings.BRIDGE_PORT.key(), "0",
                        Settings.DRAIN.key(), "200ms",
                        Settings.SYSADM_ENABLED.key(), "true",
                        Settings.BRIDGE_ENABLED.key(), "true",
                        SysAdmSettings.TLS.key(), "false")),
                data,
                false);
        var directory = server.directory();
        directory.put(new Role("all", List.of(Claim.ALL)));
        directory.put(new Role("short", List.of(new Claim("*", "list,get", "*"))));
        directory.put(new Role("clerk", List.of(new Claim("users,roles,tenants", "*", "*"))));
        addUser("bare");
        addUser("clerk", "clerk");
        addUser("fenced", "all");
        addUser("short", "short");
        reset();
        for (var caller : List.of("bare", "clerk", "fenced", "admin")) {
            tokens.put(caller, token(caller, null));
        }
        tokens.put("short", token("admin", Set.of("short")));
        for (var id : List.of(HIDDEN, SHOWN, GONE)) {
            server.hub()
                    .publish(
                            Principal.SYSTEM,
                            Event.about("t", "a", "k").id(id).owner("boss").build())
                    .toCompletableFuture()
                    .join();
        }
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private void addUser(String name, String... roles) {
        server.directory().put(new User(name, "", Set.of(roles), "", ""));
    }

    private String token(String user, @Nullable Set<String> roles) {
        return server.directory()
                .issue(new TokenRequest("user:" + user, user, Duration.ofHours(1), roles, List.of()))
                .orElseThrow();
    }

    /** What a row changed is as it was, for the next. */
    private void reset() {
        var directory = server.directory();
        var all = new Role("all", List.of(Claim.ALL));
        if (!directory.roles().contains(all)) {
            directory.put(all);
        }
        if (directory.user("boss").isEmpty()) {
            addUser("boss", "all");
        }
        var tenant = new Tenant("t", Map.of("machines", Set.of("inside"), "users", Set.of("fenced")), Set.of("fenced"));
        if (!directory.tenants().contains(tenant)) {
            directory.put(tenant);
        }
    }

    private void resetObjects() throws Exception {
        reset();
        for (var machine : List.of("inside", "outside")) {
            send("http", "POST", "/api/v3/machines", "{\"Uuid\":\"" + machine + "\",\"Params\":{\"a\":1}}", "admin");
        }
    }

    @Test
    @DisplayName("the table has every route of every port, and no other")
    void complete() throws IOException {
        var mounted = new TreeSet<String>();
        for (var listener : server.mounted()) {
            for (var route : listener.router().endpoints()) {
                var prefix = listener.name().equals("http") ? "" : listener.name() + " ";
                mounted.add(prefix + route.method() + " " + (route.pattern().isEmpty() ? "/" : route.pattern()));
            }
        }
        assertThat(new TreeSet<>(table().stream().map(Row::name).toList())).isEqualTo(mounted);
    }

    @Test
    @DisplayName("every caller gets the answer of the table on every route")
    void answers() throws Exception {
        var wrong = new ArrayList<String>();
        for (var row : table()) {
            resetObjects();
            var given = new ArrayList<String>();
            for (var caller : CALLERS) {
                given.add(send(row, caller));
            }
            if (!given.equals(row.answers())) {
                wrong.add(row.name() + " " + row.path() + " " + row.body() + ": " + String.join(" ", given)
                        + ", and not " + String.join(" ", row.answers()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("without credentials only those routes answer that SECURITY.md lists")
    void open() throws Exception {
        var listed = new TreeSet<String>();
        var text = Files.readString(Path.of("..", "SECURITY.md"));
        var list = text.substring(text.indexOf("## Open without credentials"), text.indexOf("## What is yours to do"));
        var path = Pattern.compile("`((?:[a-z-]+ )?/[^`]*)`").matcher(list);
        while (path.find()) {
            listed.add(path.group(1));
        }
        var open = new TreeSet<String>();
        for (var row : table()) {
            var answer = row.answers().getFirst();
            if (!answer.equals("401") && !answer.equals("403")) {
                var pattern = row.route().substring(row.route().indexOf(' ') + 1);
                open.add(row.listener().equals("http") ? pattern : row.listener() + " " + pattern);
            }
        }
        // The rest is asked for credentials inside the protocol, and is listed as such.
        open.addAll(Set.of("/events", "/events/", "/events/others", "/gb/events", "/gb/events/", "/gb/events/others"));
        assertThat(listed).isEqualTo(open);
    }

    @Test
    @DisplayName("what is secret about users and machines is in no answer and in no event of any dialect")
    void secrets() throws Exception {
        send("http", "POST", "/api/v3/users", "{\"Name\":\"keeper\",\"Password\":\"hunter-2\"}", "admin");
        send("http", "PUT", "/api/v3/users/keeper/password", "{\"Password\":\"hunter-3\"}", "admin");
        send("http", "PUT", "/api/v3/users/keeper", "{\"Name\":\"keeper\",\"Password\":\"hunter-4\"}", "admin");
        send("http", "POST", "/api/v3/machines", "{\"Uuid\":\"kept\",\"Secret\":\"hunter-5\"}", "admin");
        send(
                "http",
                "PUT",
                "/api/v3/machines/kept",
                "{\"Uuid\":\"kept\",\"Name\":\"n\",\"Secret\":\"hunter-6\"}",
                "admin");
        var user = server.directory().user("keeper").orElseThrow();
        for (var path : List.of(
                "/v1/events?limit=1000",
                "/api/system/events?pagesize=all",
                "/api/v3/users",
                "/api/v3/users/keeper",
                "/api/v3/machines/kept")) {
            var seen = text("GET", path, "");
            assertThat(seen).as("%s is no empty answer", path).containsAnyOf("keeper", "kept");
            assertThat(seen).as(path).doesNotContain("hunter", user.secret(), user.passwordHash(), "PasswordHash");
        }
        assertThat(text("POST", "/events", envelope("event:query", "{\"limit\":1000}")))
                .contains("keeper")
                .doesNotContain("hunter", user.secret(), user.passwordHash(), "PasswordHash");
    }

    private String text(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.listeners().get("http") + path))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + tokens.get("admin"))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static List<Row> table() throws IOException {
        try (var in = Objects.requireNonNull(RouteRightsTest.class.getResourceAsStream("/route-rights.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    private String send(Row row, String caller) throws Exception {
        return send(
                row.listener(),
                row.route().substring(0, row.route().indexOf(' ')),
                filled(row.path()),
                body(row.body()),
                caller);
    }

    private String send(String listener, String method, String path, String body, String caller) throws Exception {
        var base = server.listeners().getOrDefault(listener, "").replaceFirst("^ws", "http");
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        var token = tokens.get(caller);
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var in = response.body()) {
            // The events protocol says it in the event that answers.
            return path.contains("/events") && body.contains("flowId") && response.statusCode() == 200
                    ? inEvent(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    : Integer.toString(response.statusCode());
        }
    }

    private static String inEvent(String event) {
        if (event.contains(":unauthorized\"")) {
            return "401";
        }
        return event.contains(":forbidden\"") ? "403" : event.contains(":response\"") ? "200" : event;
    }

    private static String filled(String text) {
        return text.replace("HIDDEN", HIDDEN).replace("SHOWN", SHOWN).replace("GONE", GONE);
    }

    private static String body(String cell) {
        return switch (cell) {
            case "PUBLISH" -> envelope("event:publish", "{\"type\":\"t\"}");
            case "QUERY" -> envelope("event:query", "{}");
            case "MESHERY" -> "{\"category\":\"c\",\"action\":\"a\",\"severity\":\"error\"}";
            default -> filled(cell);
        };
    }

    private static String envelope(String name, String payload) {
        return "{\"name\":\"" + name + "\",\"version\":1,\"id\":\"i-1\",\"flowId\":\"f-1\",\"payload\":" + payload
                + ",\"identity\":{},\"auth\":{},\"metadata\":{}}";
    }
}
