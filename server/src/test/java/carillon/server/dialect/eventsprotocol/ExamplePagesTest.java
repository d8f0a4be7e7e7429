package carillon.server.dialect.eventsprotocol;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The pages in examples/ in a real browser, loaded from another origin than the hub's. */
@Tag("full")
@TestInstance(Lifecycle.PER_CLASS)
class ExamplePagesTest {

    private static final Path ROOT = Path.of(System.getProperty("carillon.root", ".."));

    private HubServer server;
    private HttpServer pages;
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path data, @TempDir Path site) throws Exception {
        server = new HubServer(data);
        for (var example : List.of("socket-io", "websocket")) {
            Files.createDirectories(site.resolve(example));
            for (var file : List.of("index.html", "subscribe.js")) {
                Files.copy(
                        ROOT.resolve("examples").resolve(example).resolve(file),
                        site.resolve(example).resolve(file));
            }
        }
        Files.copy(
                NodeTools.install("socket.io-client@4.8.4")
                        .resolve("node_modules/socket.io-client/dist/socket.io.esm.min.js"),
                site.resolve("socket-io/socket.io.esm.min.js"));
        pages = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                site.toRealPath(),
                SimpleFileServer.OutputLevel.NONE);
        pages.start();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    void stop() {
        browser.close();
        playwright.close();
        pages.stop(0);
        server.close();
    }

    private Page open(String example, String scheme) {
        var page = browser.newPage();
        page.navigate("http://127.0.0.1:" + pages.getAddress().getPort() + "/" + example + "/index.html?hub=" + scheme
                + "://127.0.0.1:" + server.port() + "&token=" + server.token + "&spec=thing.made.*");
        return page;
    }

    @Test
    void socketIo() {
        var page = open("socket-io", "http");
        assertThat(page.locator("#state")).hasText("subscribed");
        server.publish("bell");
        assertThat(page.locator("#events li")).hasText("thing:made bell");
    }

    @Test
    void webSocket() {
        var page = open("websocket", "ws");
        assertThat(page.locator("#state")).hasText("subscribed");
        server.publish("gong");
        assertThat(page.locator("#events li")).hasText("thing:made gong");
    }
}
