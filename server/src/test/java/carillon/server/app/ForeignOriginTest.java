package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.TokenRequest;
import carillon.server.access.DemoAccounts;
import carillon.server.access.FileDirectory;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.http.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page of another site can make a browser do that has a password of the hub, or is on its machine. */
@TestInstance(Lifecycle.PER_CLASS)
class ForeignOriginTest {

    private static final String ALLOWED = "https://ops.example";
    private static final String EVIL = "Origin: https://evil.example";
    private static final String BASIC = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));
    private static final String UPGRADE = "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final String EVENT = "{\"category\":\"c\",\"action\":\"a\",\"severity\":\"warning\"}";

    /** The twin of SysAdm changes something with GET as well, and the first GET of Socket.IO opens a session. */
    private static final Set<String> CHANGING_GETS = Set.of("/socket.io", "/socket.io/", "sysadm-rest /{path...}");

    /** Their protocols promise to pages of every origin that they may connect; a password of the browser does not count. */
    private static final Set<String> OPEN_SOCKETS = Set.of(
            "/api/v3/ws",
            "/sysadm/ws",
            "/sysadm/ws/{path...}",
            "/sysadm/bridge",
            "/sysadm/bridge/{path...}",
            "sysadm /errors",
            "sysadm /{path...}",
            "bridge /errors",
            "bridge /{path...}");

    private static final Map<String, String> SETTINGS = settings();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private CarillonServer server;

    private static Map<String, String> settings() {
        var settings = new HashMap<>(Map.of(
                Settings.HTTP_PORT.key(), "0",
                Settings.HTTPS_ENABLED.key(), "false",
                Settings.SYSADM_WS_PORT.key(), "0",
                Settings.SYSADM_REST_PORT.key(), "0",
                Settings.BRIDGE_PORT.key(), "0",
                Settings.DRAIN.key(), "200ms",
                Settings.SYSADM_ENABLED.key(), "true",
                Settings.BRIDGE_ENABLED.key(), "true",
                SysAdmSettings.TLS.key(), "false"));
        settings.put(Settings.HTTP_CORS_ORIGINS.key(), ALLOWED);
        settings.put(Settings.HTTP_HOSTS.key(), "Hub.Example, other.example");
        return settings;
    }

    @BeforeAll
    void start(@TempDir Path data) {
        server = CarillonServer.start(Config.of(SETTINGS), data, true);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** One route of one listener. */
    private record Target(String listener, Router.Endpoint endpoint) {

        String name() {
            var pattern = endpoint.pattern().isEmpty() ? "/" : endpoint.pattern();
            return listener.equals("http") ? pattern : listener + " " + pattern;
        }

        String path() {
            return (endpoint.pattern().isEmpty() ? "/" : endpoint.pattern()).replaceAll("[{][^}]*[}]", "x");
        }

        boolean changes() {
            return switch (endpoint.method()) {
                case "GET" -> CHANGING_GETS.contains(name());
                case "OPTIONS" -> false;
                default -> true;
            };
        }
    }

    private List<Target> targets() {
        return server.mounted().stream()
                .flatMap(listener ->
                        listener.router().endpoints().stream().map(route -> new Target(listener.name(), route)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EVIL,
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Origin: https://ops.example.evil.example",
                "Origin: https://ops.example|" + EVIL,
                EVIL + "|Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    @DisplayName(
            "no changing route of any dialect can be called by a page of another origin, with a password or without")
    void changes(String page) throws Exception {
        var passed = new ArrayList<String>();
        int asked = 0;
        for (var target : targets()) {
            for (var more : target.changes() ? List.of("", "|" + BASIC) : List.<String>of()) {
                asked++;
                if (send(target, page + more + "|Content-Type: text/plain", "{}") != 403) {
                    passed.add(target.toString());
                }
            }
        }
        assertThat(passed).isEmpty();
        assertThat(asked).isGreaterThan(60);
    }

    @Test
    @DisplayName("pages of the same origin, pages of allowed origins and programs are no foreign pages")
    void others() throws Exception {
        var refused = new ArrayList<String>();
        for (var target : targets()) {
            if (target.changes()) {
                var address = server.address(target.listener());
                for (var page : List.of(
                        "X-Program: yes",
                        "Origin: http://127.0.0.1:" + address.getPort(),
                        "Origin: https://127.0.0.1:" + address.getPort(),
                        "Origin: " + ALLOWED + "|Sec-Fetch-Site: cross-site",
                        "Origin: http://behind.a.proxy|Sec-Fetch-Site: same-origin")) {
                    if (text(target, page, "").contains("http.cors-origins")
                            || (target.listener().equals("sysadm-rest") && send(target, page, "") == 403)) {
                        refused.add(target + " " + page);
                    }
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    @DisplayName(
            "a page of another origin opens no socket, but where the protocol promises it and never with a password of the browser")
    void sockets(@TempDir Path data) throws Exception {
        var demo = server;
        server = CarillonServer.start(Config.of(SETTINGS), data, false);
        DemoAccounts.addTo(server.directory());
        try {
            socketsOf(Set.of());
        } finally {
            server.close();
            server = demo;
        }
        // Everybody knows the passwords there, pages too.
        socketsOf(OPEN_SOCKETS);
    }

    private void socketsOf(Set<String> closed) throws Exception {
        var wrong = new ArrayList<String>();
        int opened = 0;
        for (var target : targets()) {
            if (target.endpoint().method().equals("GET")) {
                var query = query(target);
                var remembered = send(target, EVIL + "|" + BASIC + "|" + UPGRADE, "", query);
                if (remembered == 101) {
                    wrong.add(target.toString());
                }
                if (send(target, "Origin: " + ALLOWED + "|" + UPGRADE, "", query) == 101) {
                    opened++;
                    var foreign = send(target, EVIL + "|Sec-Fetch-Site: cross-site|" + UPGRADE, "", query);
                    var own = send(target, "Sec-Fetch-Site: same-origin|" + UPGRADE, "", query);
                    var program = send(target, BASIC + "|" + UPGRADE, "", query);
                    boolean promised = OPEN_SOCKETS.contains(target.name()) && !closed.contains(target.name());
                    if (foreign != (promised ? 101 : 403) || remembered != 403 || program != 101 || own != 101) {
                        wrong.add(target + ": " + foreign + " " + remembered + " " + program + " " + own);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(opened).isGreaterThanOrEqualTo(8);
    }

    @Test
    @DisplayName(
            "what a page of a listed origin may read is said once on every route: two headers are none for a browser")
    void allowedOnce() throws Exception {
        var wrong = new ArrayList<String>();
        for (var target : targets()) {
            var query = target.name().startsWith("/socket.io") ? "?EIO=4&transport=polling" : "";
            var answer = exchange(
                    target.listener(),
                    target.endpoint().method(),
                    target.path() + query,
                    "Origin: " + ALLOWED + "|" + BASIC,
                    "");
            var said = answer.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("access-control-allow-origin:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .toList();
            if (!said.equals(List.of(ALLOWED))) {
                wrong.add(target + ": " + said);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("nor an event stream")
    void streams() throws Exception {
        for (var accept : List.of("|Accept: text/event-stream", "|Accept: */*", "")) {
            var stream = "|" + BASIC + accept;
            for (var path : List.of("/v1/stream?spec=a.*.*", "/api/events", "/api/system/events/subscribe")) {
                for (var page : List.of(EVIL, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site")) {
                    assertThat(exchange("http", "GET", path, page + stream, ""))
                            .as(path + page + accept)
                            .doesNotContain("Content-Type: text/event-stream")
                            .doesNotContain("content-type: text/event-stream");
                }
                assertThat(exchange("http", "GET", path, "Origin: " + ALLOWED + stream, ""))
                        .as(path)
                        .contains(" 200 ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http        | POST /v1/events                  | foreign-origin
            http        | POST /api/events                 | foreign-origin
            http        | POST /api/v3/events              | "Code":403
            http        | POST /events                     | foreign-origin
            sysadm-rest | POST /rpc/query                  | 403
            """)
    @DisplayName("the answer is in the manner of the dialect, and names the setting where the dialect has room for it")
    void answer(String listener, String call, String part) throws Exception {
        var words = call.split(" ", -1);
        var answer = exchange(listener, words[0], words[1], EVIL + "|" + BASIC, "{}");
        assertThat(answer).startsWith("HTTP/1.1 403").contains(part);
        if (listener.equals("http")) {
            assertThat(answer).contains("http.cors-origins");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    @DisplayName("--demo: nobody changes anything with a content type that every page can send")
    void demoContentType(String type) throws Exception {
        var before = events();
        for (var call : List.of(
                "POST /api/events",
                "POST /api/system/events",
                "POST /api/events/delete",
                "DELETE /api/events/bulk",
                "PUT /api/system/events/status/bulk")) {
            var words = call.split(" ", -1);
            var header = type.isEmpty() ? "X-None: 1" : "Content-Type: " + type;
            assertThat(exchange("http", words[0], words[1], header, EVENT))
                    .as(call)
                    .startsWith("HTTP/1.1 415")
                    .contains("application/json");
            // Decided at its head.
            assertThat(exchange("http", words[0], words[1], header, EVENT + " ".repeat(5_000)))
                    .as(call)
                    .startsWith("HTTP/1.1 415");
        }
        assertThat(events()).isEqualTo(before);
        assertThat(exchange("http", "POST", "/api/events", "Content-Type: application/json; charset=utf-8", EVENT))
                .startsWith("HTTP/1.1 201");
    }

    private String events() throws IOException {
        var answer = exchange("http", "GET", "/api/events", "X-Program: yes", "");
        return answer.substring(answer.indexOf("\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:%, 200",
        "[::1]:%, 200",
        "localhost:%, 200",
        "LOCALHOST, 200",
        "hub.example, 200",
        "other.example:%, 200",
        "evil.example:%, 421",
        "hub.example.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "localhost.evil.example, 421",
        "1.2.3, 421",
        "::1, 400"
    })
    @DisplayName("--demo: a name that somebody points at this machine opens nothing (DNS rebinding)")
    void demoHost(String host, int status) throws Exception {
        var name = host.replace("%", Integer.toString(server.address("http").getPort()));
        for (var path : List.of("/api/events", "/", "/none")) {
            var answer = raw("http", "GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 " + (status == 200 && path.equals("/none") ? 404 : status));
            if (status == 421 && !path.equals("/")) {
                assertThat(answer).contains("http.hosts");
            }
        }
    }

    @Test
    @DisplayName("the Host header is free where everybody has to log in and no names are set")
    void freeHost(@TempDir Path data) throws Exception {
        var settings = Map.of(
                Settings.HTTP_PORT.key(), "0", Settings.HTTPS_ENABLED.key(), "false", Settings.DRAIN.key(), "200ms");
        try (var open = CarillonServer.start(Config.of(settings), data, false)) {
            assertThat(raw(
                            open.address("http"),
                            "GET /healthz/live HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private String query(Target target) {
        if (target.name().startsWith("/socket.io")) {
            return "?EIO=4&transport=websocket";
        }
        var token = server.directory()
                .issue(new TokenRequest(
                        "user:" + FileDirectory.ADMINISTRATOR,
                        FileDirectory.ADMINISTRATOR,
                        Duration.ofHours(1),
                        null,
                        List.of()))
                .orElseThrow();
        return "?token=" + token;
    }

    private int send(Target target, String headers, String body) throws IOException {
        return send(target, headers, body, "");
    }

    private int send(Target target, String headers, String body, String query) throws IOException {
        var answer = exchange(target.listener(), target.endpoint().method(), target.path() + query, headers, body);
        return Integer.parseInt(answer.substring(9, 12));
    }

    private String text(Target target, String headers, String body) throws IOException {
        return exchange(target.listener(), target.endpoint().method(), target.path(), headers, body);
    }

    private String exchange(String listener, String method, String path, String headers, String body)
            throws IOException {
        var address = server.address(listener);
        var keeps = headers.contains("Connection:") ? "" : "Connection: close\r\n";
        return raw(
                address,
                method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.getPort() + "\r\n" + keeps
                        + headers.replace("|", "\r\n") + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private String raw(String listener, String request) throws IOException {
        return raw(server.address(listener), request);
    }

    /** The answer as far as it is there; an open stream or socket ends with its head. */
    private static String raw(InetSocketAddress address, String request) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = socket.getInputStream();
            var head = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.append((char) b);
                if (head.toString().endsWith("\r\n\r\n")) {
                    break;
                }
            }
            boolean stays = head.toString().contains(" 101 ") || head.toString().contains("text/event-stream");
            return stays ? head.toString() : head + new String(readBody(head.toString(), in), StandardCharsets.UTF_8);
        }
    }

    private static byte[] readBody(String head, java.io.InputStream in) throws IOException {
        var name = "content-length: ";
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf(name);
        return at < 0
                ? new byte[0]
                : in.readNBytes(Integer.parseInt(head.substring(at + name.length(), head.indexOf('\r', at))));
    }
}
