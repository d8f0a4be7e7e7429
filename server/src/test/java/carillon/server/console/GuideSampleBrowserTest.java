package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.dialect.eventsprotocol.NodeTools;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The JavaScript of Meshery's guide against the demo on the port that it names, seen in an open notification centre. */
@Tag("browser")
class GuideSampleBrowserTest {

    private static final int GUIDES_PORT = 9081;

    @RegisterExtension
    static final ConsoleBed BED = ConsoleBed.ofDemo(Map.of("http.port", String.valueOf(whenFree(GUIDES_PORT))));

    @Test
    void theSampleOfTheGuideRingsInTheOpenCentre() throws IOException, InterruptedException {
        var page = ConsoleBed.signIn(BED.page(), BED.url(), "rocketskates", "r0cketsk8ts");
        page.evaluate("window.sameVisit = true");
        var said = NodeTools.script("run-guide-sample.js", "{\"button\": \"import\"}");
        assertThat(said).isEqualTo("Event sent successfully");
        var row = page.locator("main li.info").filter(new Locator.FilterOptions().setHasText("Client event creation"));
        assertThat(row).isVisible();
        row.locator(".title").click();
        assertThat(row.locator(".details")).containsText("client_event");
        assertThat(row.locator(".details")).containsText("import");
        assertThat(page.locator(".toast")).containsText("Client event creation");
        assertThat(page.evaluate("window.sameVisit")).isEqualTo(true);
    }

    /** The sample names its port, so whoever else tests on this machine is waited for. */
    private static int whenFree(int port) {
        Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> {
                    try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                        return free.isBound();
                    }
                });
        return port;
    }
}
