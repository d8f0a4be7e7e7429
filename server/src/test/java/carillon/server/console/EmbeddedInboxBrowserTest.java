package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page in examples/inbox, from two other origins: one that the hub allows, one that it does not. */
@Tag("browser")
class EmbeddedInboxBrowserTest {

    private static final int ALLOWED_PORT = freePort();

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed(Map.of("http.cors-origins", "http://127.0.0.1:" + ALLOWED_PORT));

    private static final Path EXAMPLE = Path.of(System.getProperty("carillon.root", ".."), "examples", "inbox")
            .toAbsolutePath()
            .normalize();

    private static HttpServer allowed;
    private static HttpServer stranger;

    @BeforeAll
    static void serveTheExample() {
        allowed = serve(ALLOWED_PORT);
        stranger = serve(0);
    }

    @AfterAll
    static void stop() {
        allowed.stop(0);
        stranger.stop(0);
    }

    @Test
    void anAllowedSiteShowsBellListAndLiveEvents() {
        var user = BED.newUser();
        BED.publish(user, "error", "was there before");
        var page = BED.page();
        page.navigate(address(allowed, user));
        assertThat(page.locator(".badge.error")).hasText("1");
        page.locator("button.bell").click();
        assertThat(page.locator("carillon-centre li")).containsText("was there before");
        BED.publish(user, "success", "rang in another site");
        assertThat(page.locator("carillon-centre li")).hasCount(2);
        assertThat(page.locator("#last")).hasText("Just in: rang in another site");
        page.screenshot(new com.microsoft.playwright.Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", "embedded-light.png")));
        page.keyboard().press("Escape");
        assertThat(page.locator("carillon-inbox dialog")).not().isVisible();
        assertThat(page.locator("carillon-inbox").getAttribute("token")).isNull();
        assertThat(page.url()).doesNotContain("token");
    }

    /** As frameworks do: taken out of the page, and put in again. */
    @Test
    void anElementThatWasMovedGoesOn() {
        var user = BED.newUser();
        var page = BED.page();
        page.waitForResponse(
                answer -> answer.url().contains("/events/subscribe"), () -> page.navigate(address(allowed, user)));
        BED.publish(user, "success", "before the move");
        assertThat(page.locator("#last")).hasText("Just in: before the move");
        page.waitForResponse(
                answer -> answer.url().contains("/events/subscribe"),
                () -> page.evaluate("document.body.append(document.querySelector('carillon-inbox'))"));
        BED.publish(user, "success", "after the move");
        assertThat(page.locator("#last")).hasText("Just in: after the move");
    }

    @Test
    void aSiteThatIsNotAllowedGetsNothing() {
        var user = BED.newUser();
        BED.publish(user, "error", "not for strangers");
        var page = BED.page();
        page.navigate(address(stranger, user));
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("document.readyState === 'complete'")));
        assertThat(page.locator("carillon-inbox")).isAttached();
        assertThat(page.evaluate("customElements.get('carillon-inbox') === undefined"))
                .isEqualTo(true);
        assertThat(page.locator(".badge")).hasCount(0);
    }

    private static String address(HttpServer site, String user) {
        var token =
                BED.ask(user, "api/v3/users/" + user + "/token").path("Token").asString();
        return "http://127.0.0.1:" + site.getAddress().getPort() + "/#hub=" + BED.url() + "&token=" + token;
    }

    private static HttpServer serve(int port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var server = SimpleFileServer.createFileServer(address, EXAMPLE, SimpleFileServer.OutputLevel.NONE);
        server.start();
        return server;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
