package carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.User;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.server.access.DemoAccounts;
import carillon.server.app.CarillonServer;
import carillon.server.config.Config;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/** A real hub with its console, a real browser, and users made for one test each, so that no inbox is shared. */
final class ConsoleBed implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final String PASSWORD = "a-password-for-tests";
    /** Sees no events about connections, so that an inbox has only what a test puts into it. */
    private static final Role PERSON = new Role("person", List.of(new Claim("events", "post", "*")));

    private final Map<String, String> settings;
    private final boolean demo;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<BrowserContext> open = new ArrayList<>();
    private @Nullable Fixture fixture;
    private int users;

    private record Fixture(Path data, CarillonServer server, Browser browser) {}

    ConsoleBed(Map<String, String> settings) {
        this(settings, false);
    }

    /** Callers without credentials are welcome, as with {@code serve --demo}. */
    static ConsoleBed ofDemo(Map<String, String> settings) {
        return new ConsoleBed(settings, true);
    }

    private ConsoleBed(Map<String, String> settings, boolean demo) {
        this.demo = demo;
        this.settings = new HashMap<>(settings);
        this.settings.putIfAbsent("http.port", "0");
        this.settings.putIfAbsent("https.port", "0");
        this.settings.putIfAbsent("https.enabled", "false");
        this.settings.putIfAbsent("drain", "0s");
    }

    ConsoleBed() {
        this(Map.of(), false);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        var browser = Chromium.of(context);
        var data = Files.createTempDirectory("console");
        // Mostly the accounts of the demo without its objects.
        var server = CarillonServer.start(Config.of(settings), data, demo);
        DemoAccounts.addTo(server.directory());
        server.directory().put(PERSON);
        // One that people may not see: their lists, chips and totals are empty all the same.
        var hidden = Event.about("profiles", "create", "global").build();
        server.hub().publish(Principal.SYSTEM, hidden).toCompletableFuture().join();
        fixture = new Fixture(data, server, browser);
    }

    private Fixture started() {
        return Objects.requireNonNull(fixture, "used outside of a test");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(BrowserContext::close);
        open.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        http.close();
        started().server.close();
        try (var files = Files.walk(started().data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    CarillonServer server() {
        return started().server;
    }

    Path data() {
        return started().data;
    }

    String url() {
        return "http://127.0.0.1:" + started().server.address("http").getPort() + "/";
    }

    /** A user whom nobody has sent anything yet. */
    String newUser() {
        var name = "ada" + ++users;
        var directory = started().server.directory();
        directory.put(directory.withPassword(new User(name, "for a test", Set.of("person"), "", ""), PASSWORD));
        return name;
    }

    /** A page at the console's login, 1280 by 800, in light colours; failing when its scripts do. */
    Page page() {
        return page(new Browser.NewContextOptions().setViewportSize(1280, 800));
    }

    Page page(Browser.NewContextOptions options) {
        if (options.colorScheme == null) {
            options.setColorScheme(ColorScheme.LIGHT);
        }
        var context = started()
                .browser
                .newContext(options.setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        context.setDefaultTimeout(10_000);
        open.add(context);
        return context.newPage();
    }

    /** Signs in on this page and waits for the first page to be there. */
    Page signIn(Page page, String user) {
        return signIn(page, url(), user, PASSWORD);
    }

    static Page signIn(Page page, String url, String user, String password) {
        page.navigate(url);
        page.locator("input[name=username]").fill(user);
        page.locator("input[name=password]").fill(password);
        page.locator("button.primary").click();
        page.locator("carillon-centre h1").first().waitFor();
        page.locator(".state.open").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        return page;
    }

    Page signIn(String user) {
        return signIn(page(), user);
    }

    String password() {
        return PASSWORD;
    }

    /** Publishes an event to the user's own inbox as Meshery's clients do; answers its id. */
    String publish(String user, String severity, String description) {
        return publish(user, severity, description, "connection", "{}");
    }

    String publish(String user, String severity, String description, String category, String metadata) {
        var event = Json.mapper().createObjectNode();
        event.put("acted_upon", "0b8d3f4a-7a55-4a0f-9a39-8a4f4f2f3b77");
        event.put("category", category).put("action", "ping").put("severity", severity);
        event.put("description", description);
        event.set("metadata", Json.parse(metadata).tree());
        var answer = send("POST", "api/system/events", user, PASSWORD, event.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Json.parse(answer.body()).tree().path("id").asString();
    }

    /** Puts many events into the user's inbox at once, a millisecond apart; the last is {@code flooded(count - 1)}. */
    void flood(String user, int count) {
        var start = Instant.now().minusMillis(count);
        var severities = Severity.values();
        var batch = new ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            batch.add(Event.about("connection", "ping", "flood")
                    .owner(user)
                    .severity(severities[i % severities.length])
                    .time(start.plusMillis(i))
                    .description(flooded(i))
                    .build());
            if (batch.size() == 1_000 || i == count - 1) {
                var outcome = server().hub()
                        .publish(Principal.SYSTEM, List.copyOf(batch))
                        .toCompletableFuture()
                        .join();
                assertThat(outcome).isInstanceOf(PublishOutcome.Accepted.class);
                batch.clear();
            }
        }
    }

    /** What the event of that number says. */
    static String flooded(int number) {
        return "flood, number " + number;
    }

    JsonNode ask(String user, String path) {
        var answer = send("GET", path, user, PASSWORD, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body()).tree();
    }

    HttpResponse<String> send(String method, String path, String user, String password, @Nullable String body) {
        var proof = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("authorization", "Basic " + proof)
                .header("content-type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
