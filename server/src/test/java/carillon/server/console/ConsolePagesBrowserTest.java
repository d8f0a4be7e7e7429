package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each page: it works, nobody is kept out of it, it fits a phone, and pictures of it lie in target/screenshots. */
@Tag("browser")
class ConsolePagesBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> PAGES = List.of("notifications", "live", "connections", "jobs", "explain");

    @ParameterizedTest
    @CsvSource({"LIGHT,1280,800", "DARK,1280,800", "LIGHT,360,740"})
    void everyPageIsAccessibleAndFits(ColorScheme colours, int width, int height) throws IOException {
        var user = BED.newUser();
        var trouble = new ArrayList<String>();
        var page =
                BED.page(new Browser.NewContextOptions().setColorScheme(colours).setViewportSize(width, height));
        page.onPageError(trouble::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                trouble.add(message.text());
            }
        });
        page.navigate(BED.url());
        page.locator("input[name=username]").waitFor();
        Axe.check(page);
        shoot(page, "login", colours, width);
        var quiet = BED.send("PUT", "api/user/prefs/notifications", user, BED.password(), "{\"toasts\": false}");
        assertThat(quiet.statusCode()).isEqualTo(200);
        BED.signIn(page, user);
        var id = Sample.publish(BED, user);
        for (var name : PAGES) {
            visit(page, name, id, user);
            Axe.check(page);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .as("%s is not wider than the window", name)
                    .isLessThanOrEqualTo(0);
            shoot(page, name, colours, width);
        }
        assertThat(trouble).isEmpty();
    }

    /** Goes there and waits until there is something to look at. */
    private static void visit(Page page, String name, String event, String user) {
        page.evaluate(
                "hash => { location.hash = hash }", "#/" + name + (name.equals("explain") ? "?event=" + event : ""));
        switch (name) {
            case "notifications" -> {
                assertThat(page.locator("main ul > li")).hasCount(Sample.SIZE);
                page.locator("main ul > li.error .title").first().click();
                assertThat(page.locator(".trouble").first()).isVisible();
            }
            case "live" -> {
                assertThat(page.locator("carillon-live [role=status]")).containsText("Listening");
                Sample.publish(BED, user);
                assertThat(page.locator("carillon-live li").first()).isVisible();
            }
            default -> assertThat(page.locator("main h1")).isVisible();
        }
    }

    @Test
    void anAdministratorSeesConnectionsAndEndsOne() {
        var user = BED.newUser();
        var theirs = BED.signIn(user);
        var page = ConsoleBed.signIn(BED.page(), BED.url(), "rocketskates", "r0cketsk8ts");
        page.locator("nav a[href='#/connections']").click();
        assertThat(page.locator("tbody tr").filter(containing("rocketskates")).first())
                .isVisible();
        var row = page.locator("tbody tr").filter(containing(user)).filter(containing("Event stream"));
        assertThat(row).hasCount(1);
        assertThat(row.locator(".tag")).hasText("meshery");
        assertThat(row.locator("td[data-name=Outbox]")).hasText("0 B");
        assertThat(row.locator("td[data-name=Dropped]")).hasText("0");
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("connections-administrator.png")));
        row.locator("button").filter(containing("Disconnect")).click();
        theirs.waitForRequest(
                "**/api/system/events/subscribe*",
                () -> row.locator("button")
                        .filter(containing("Really disconnect"))
                        .click());
        assertThat(theirs.locator(".state.open")).isVisible();
    }

    @Test
    void aWrongPasswordIsToldAndARightOneLetsIn() {
        var page = BED.page();
        page.navigate(BED.url());
        page.locator("input[name=username]").fill(BED.newUser());
        page.locator("input[name=password]").fill("wrong");
        page.locator("button.primary").click();
        assertThat(page.locator("[role=alert]")).hasText("Name or password is wrong.");
        page.locator("input[name=password]").fill(BED.password());
        page.locator("button.primary").click();
        assertThat(page.locator("main h1")).hasText("Notifications");
    }

    @Test
    void theTokenIsNowhereButInMemory() {
        var page = BED.page();
        var addresses = new ArrayList<String>();
        page.onRequest(request -> addresses.add(request.url()));
        BED.signIn(page, BED.newUser());
        PAGES.forEach(name -> page.evaluate("hash => { location.hash = hash }", "#/" + name));
        assertThat(page.locator("main h1")).hasText("Explain");
        assertThat(addresses).noneMatch(url -> url.contains("token=") || url.contains("Bearer"));
        assertThat(page.context().cookies()).isEmpty();
        assertThat(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))
                .isEqualTo("[{},{}]");
        page.reload();
        assertThat(page.locator("input[name=username]")).isVisible();
    }

    @Test
    void aSubscriptionThatDoesNotParseIsMarkedWhereItStops() {
        var page = BED.signIn(BED.newUser());
        page.locator("nav a[href='#/live']").click();
        page.locator("carillon-spec-box input").fill("machines.update.*.Stage=eq(\"x\")");
        assertThat(page.locator("carillon-spec-box [role=alert]")).containsText("Character ");
        assertThat(page.locator("carillon-spec-box input")).hasAttribute("aria-invalid", "true");
        page.locator("carillon-spec-box input").fill("machines.update.*.Stage=Eq(\"x\")");
        assertThat(page.locator("carillon-spec-box [role=alert]")).isEmpty();
        page.locator("carillon-spec-box input").press("Enter");
        assertThat(page).hasURL(java.util.regex.Pattern.compile(".*#/live\\?spec=machines.update.*"));
    }

    @Test
    void theChartTellsOfTheLastMinute() {
        var user = BED.newUser();
        var page = BED.signIn(user);
        page.locator("nav a[href='#/live']").click();
        assertThat(page.locator("carillon-live [role=status]")).containsText("Listening");
        BED.publish(user, "error", "counted");
        BED.publish(user, "success", "counted too");
        var chart = page.locator("carillon-rate svg");
        assertThat(chart).hasAttribute("aria-label", "Events per second in the last minute: 1 errors, 1 successes");
        assertThat(chart.locator("rect.error")).hasCount(1);
        assertThat(chart.locator("rect.success")).hasCount(1);
    }

    @Test
    void aPausedStreamHoldsEventsBackAndShowsThemAfterwards() {
        var user = BED.newUser();
        var page = BED.signIn(user);
        page.locator("nav a[href='#/live']").click();
        var status = page.locator("carillon-live [role=status]");
        assertThat(status).containsText("Listening");
        page.keyboard().press("p");
        assertThat(status).containsText("Paused");
        BED.publish(user, "success", "held back");
        assertThat(status).containsText("1 new event waiting");
        assertThat(page.locator("carillon-live li")).hasCount(0);
        page.keyboard().press("p");
        assertThat(page.locator("carillon-live li")).containsText("held back");
    }

    @Test
    void theKeyboardIsEnough() {
        var user = BED.newUser();
        BED.publish(user, "success", "the older one");
        BED.publish(user, "error", "the newer one");
        var page = BED.signIn(user);
        assertThat(page.locator("main ul > li")).hasCount(2);
        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator(".details .whole")).hasText("the older one");
        page.keyboard().press("x");
        assertThat(page.locator(".bulk")).containsText("1 selected");
        page.keyboard().press("m");
        assertThat(page.locator("main ul > li")).hasCount(1);
        page.keyboard().press("?");
        assertThat(page.locator("carillon-help dialog")).isVisible();
        page.keyboard().press("Escape");
        page.keyboard().press("g");
        page.keyboard().press("c");
        assertThat(page.locator("main h1")).hasText("Connections");
    }

    @Test
    void coloursCanBeSwitchedAndAreKept() {
        var page = BED.signIn(BED.newUser());
        var button = page.locator("[data-theme-switch]");
        button.click();
        button.click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    private static Locator.FilterOptions containing(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static void shoot(Page page, String name, ColorScheme colours, int width) {
        var kind = width < 600 ? "phone" : colours.name().toLowerCase(java.util.Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + "-" + kind + ".png")));
    }
}
