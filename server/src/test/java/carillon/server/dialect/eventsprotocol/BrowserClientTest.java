package carillon.server.dialect.eventsprotocol;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import carillon.server.console.Chromium;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In Chromium, from another origin than the hub's: the stock Socket.IO client, and the pages in examples/. */
@Tag("browser")
@ExtendWith(Chromium.Given.class)
@TestInstance(Lifecycle.PER_CLASS)
class BrowserClientTest {

    private static final Path ROOT = Path.of(System.getProperty("carillon.root", ".."));

    private static final LocatorAssertions.HasTextOptions PATIENT =
            new LocatorAssertions.HasTextOptions().setTimeout(40_000);

    private Browser browser;
    private ClientBed bed;

    @BeforeAll
    void start(Browser chromium, @TempDir Path data, @TempDir Path pages) throws Exception {
        browser = chromium;
        for (var example : List.of("socket-io", "websocket")) {
            copy(ROOT.resolve("examples").resolve(example), pages.resolve(example), "index.html", "subscribe.js");
        }
        ClientBed.copyClient(pages.resolve("socket-io"));
        var scripts = ROOT.resolve("server/src/test/node");
        copy(scripts, pages.resolve("stock"), "stock-client.html");
        // The site knows no type for .mjs, and browsers take no module without one.
        Files.copy(scripts.resolve("scenario.mjs"), pages.resolve("stock/scenario.js"));
        ClientBed.copyClient(pages.resolve("stock"));
        bed = new ClientBed(data, pages);
    }

    private static void copy(Path from, Path to, String... files) throws Exception {
        Files.createDirectories(to);
        for (var file : files) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
    }

    private Page open(String path, Map<String, String> query) {
        var page = browser.newPage();
        page.navigate(bed.page(path, query));
        return page;
    }

    @ParameterizedTest(
            name = "events-protocol 83: connect, publish, subscribe, acknowledgement, recovery; in Chromium, {0}")
    @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
    void item83_chromium(String transports) {
        try (var page = open(
                "/stock/stock-client.html",
                Map.of(
                        "hub",
                        bed.hub.uri("http", "").toString(),
                        "wire",
                        bed.wire.url(),
                        "token",
                        bed.hub.token,
                        "transports",
                        transports))) {
            assertThat(page.locator("#state")).not().hasText("running", PATIENT);
            assertThat(page.locator("#state")).hasText("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-io", "websocket"})
    void examplePage(String example) {
        var scheme = example.equals("websocket") ? "ws" : "http";
        try (var page = open(
                "/" + example + "/index.html",
                Map.of(
                        "hub",
                        bed.wire.url().replace("http", scheme).replaceFirst("/$", ""),
                        "token",
                        bed.hub.token,
                        "spec",
                        "thing.made.*"))) {
            assertThat(page.locator("#state")).hasText("subscribed");
            bed.hub.publish("bell");
            assertThat(page.locator("#events li")).hasText("thing:made bell");

            bed.wire.cut();
            assertThat(page.locator("#state")).not().hasText("subscribed", PATIENT);
            bed.hub.publish("gong");
            bed.wire.mend();
            assertThat(page.locator("#events li"))
                    .hasText(new String[] {"thing:made bell", "thing:made gong"}, PATIENT);
        }
    }
}
