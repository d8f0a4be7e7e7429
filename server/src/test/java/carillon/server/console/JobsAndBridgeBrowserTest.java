package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeHost;
import carillon.server.bridge.RelayPeer;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.dialect.sysadm.Client;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that run and peers that meet, as the console shows them; pictures lie in target/screenshots. */
@Tag("browser")
class JobsAndBridgeBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed(Map.of(
            Settings.SYSADM_ENABLED.key(), "true",
            Settings.SYSADM_JOBS.key(), "true",
            Settings.BRIDGE_ENABLED.key(), "true",
            Settings.SYSADM_WS_PORT.key(), "0",
            Settings.SYSADM_REST_PORT.key(), "0",
            Settings.BRIDGE_PORT.key(), "0",
            SysAdmSettings.TLS.key(), "false"));

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void jobsAndPeersAreShownAsTheyCome(ColorScheme colours) throws IOException {
        var key = BridgeHost.keys();
        new KeyRing(BED.data().resolve(Bridge.KEYS))
                .add(new RegisteredKey("desk", "desk", "", RegisteredKey.stored(key.getPublic())));
        var shade = colours.name().toLowerCase(Locale.ROOT);
        var page =
                BED.page(new Browser.NewContextOptions().setColorScheme(colours).setViewportSize(1280, 800));
        // Toasts would cover what the pictures are to show.
        var quiet =
                BED.send("PUT", "api/user/prefs/notifications", "rocketskates", "r0cketsk8ts", "{\"toasts\": false}");
        org.assertj.core.api.Assertions.assertThat(quiet.statusCode()).isEqualTo(200);
        try (var ada = Client.to(socket("ws"));
                var server = peer("server", key);
                var client = peer("client", key)) {
            server.available();
            client.available();
            // What it prefers it learns after it is there.
            var _ = page.waitForResponse(
                    "**/api/user/prefs/notifications",
                    () -> ConsoleBed.signIn(page, BED.url(), "rocketskates", "r0cketsk8ts"));
            page.locator("nav a[href='#/jobs']").click();
            ada.ask("{'namespace':'rpc','name':'auth','id':'in',"
                    + "'args':{'username':'rocketskates','password':'r0cketsk8ts'}}");
            run(ada, "'good-" + shade + "':'echo hello'");
            run(ada, "'bad-" + shade + "':['echo first','ls /nosuch','echo never']");
            run(ada, "'slow-" + shade + "':'sleep 600'");
            assertThat(row(page, "good-" + shade)).containsText("finished");
            assertThat(row(page, "bad-" + shade)).containsText("failed");
            assertThat(row(page, "slow-" + shade)).containsText("running");
            page.locator("button.job", new Page.LocatorOptions().setHasText("bad-" + shade))
                    .click();
            assertThat(page.locator(".log")).containsText("exit 2");
            assertThat(page.locator(".log")).containsText("No such file or directory");
            assertThat(page.locator("table.bridge tbody tr")).hasCount(2);
            assertThat(page.locator("table.bridge tbody tr").first()).containsText("desk");
            Axe.check(page);
            page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("jobs-bridge-" + shade + ".png")));

            ada.ask("{'namespace':'rpc','name':'dispatcher','id':'k'," + "'args':{'action':'kill','job_id':'slow-"
                    + shade + "'}}");
            assertThat(row(page, "slow-" + shade)).containsText("failed");
            page.locator("nav a[href='#/notifications']").click();
            for (var told : new String[] {"job bad-" + shade + " failed", "job slow-" + shade + " was killed"}) {
                assertThat(page.locator("main ul > li.error", new Page.LocatorOptions().setHasText(told)))
                        .hasCount(1);
            }
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("jobs-notified-" + shade + ".png")));
        }
    }

    private static Locator row(Page page, String job) {
        return page.locator("carillon-work tbody tr", new Page.LocatorOptions().setHasText(job))
                .first();
    }

    private static void run(Client client, String job) {
        client.ask("{'namespace':'rpc','name':'dispatcher','id':'d','args':{'action':'run'," + job + "}}");
    }

    private static RelayPeer peer(String type, KeyPair key) {
        var peer = new RelayPeer(socket("bridge"));
        peer.identify(type);
        peer.login(key);
        peer.tellKeys("shared");
        return peer;
    }

    private static URI socket(String door) {
        return URI.create(BED.url().replace("http", "ws") + "sysadm/" + door);
    }
}
