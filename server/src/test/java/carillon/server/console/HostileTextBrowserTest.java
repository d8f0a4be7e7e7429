package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attackers write events too: every text is text, no link leads to a script, and nothing huge breaks the page. */
@Tag("browser")
class HostileTextBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private static final String ATTACK =
            "<img src=x onerror=broken=1><svg/onload=broken=1>`<b>`[x](javascript:broken=1)**<i>**\"'>${broken=1}{{broken}}";

    @Test
    void noTextFieldBecomesMarkup() {
        var user = BED.newUser();
        BED.publish(user, "error", ATTACK, "connection", metadataFullOfAttacks());
        var page = watched(user);
        page.locator("main li .title").click();
        assertThat(page.locator(".trouble")).containsText("onerror=broken=1");
        page.locator("main li button[aria-haspopup=menu]").click();
        assertThat(page.locator("[role=menu]")).isVisible();
        noHarm(page);
    }

    @Test
    void noTextOfAnEventOfAnotherDialectBecomesMarkup() {
        var user = BED.newUser();
        var event = Event.about(ATTACK, ATTACK, ATTACK)
                .owner(user)
                .source(ATTACK)
                .operation(ATTACK)
                .description(ATTACK)
                .object(Json.parse(metadataFullOfAttacks()))
                .build();
        var page = watched(user);
        BED.server()
                .hub()
                .publish(Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
        page.locator("main li .title").click();
        assertThat(page.locator("main li .details .facts")).containsText("onerror=broken=1");
        page.locator("main carillon-filter-box input").fill("category:");
        assertThat(page.locator("main carillon-filter-box [role=option]")).containsText("onerror=broken=1");
        noHarm(page);
        page.locator("nav a[href='#/live']").click();
        assertThat(page.locator("carillon-live [role=status]")).containsText("Listening");
        BED.server()
                .hub()
                .publish(Principal.SYSTEM, event.edit().id("<b>id</b>").build())
                .toCompletableFuture()
                .join();
        page.locator("carillon-live li button").click();
        assertThat(page.locator("aside h2")).containsText("onerror=broken=1");
        noHarm(page);
        page.locator("aside a[aria-label^=Why]").click();
        assertThat(page.locator("carillon-explain .event")).containsText("onerror=broken=1");
        noHarm(page);
    }

    @Test
    void theLivePageAndTheToastsShowTextToo() {
        var user = BED.newUser();
        var page = watched(user);
        page.locator("nav a[href='#/live']").click();
        assertThat(page.locator("carillon-live [role=status]")).containsText("Listening");
        BED.publish(user, "error", ATTACK, "connection", metadataFullOfAttacks());
        page.locator("carillon-live li button").click();
        assertThat(page.locator("aside pre")).containsText("onerror=broken=1");
        assertThat(page.locator(".toast")).containsText("onerror=broken=1");
        noHarm(page);
    }

    @Test
    void anAddressFullOfMarkupIsOnlyAnAddress() {
        var page = watched(BED.newUser());
        page.evaluate("location.hash = '#/live?spec=' + encodeURIComponent('<img src=x onerror=broken=1>')");
        assertThat(page.locator("carillon-spec-box")).containsText("<img");
        page.evaluate("location.hash = '#/explain?event=' + encodeURIComponent('\"><img src=x onerror=broken=1>')");
        assertThat(page.locator("carillon-explain")).isVisible();
        noHarm(page);
    }

    @Test
    void aHugeDescriptionAndADeepTreeStayBounded() {
        var user = BED.newUser();
        var deep = "{\"a\":".repeat(60) + "1" + "}".repeat(60);
        BED.publish(
                user, "success", "long ".repeat(999), "connection", "{\"deep\":" + deep + ",\"wide\":" + wide() + "}");
        var page = watched(user);
        page.locator("main li .title").click();
        assertThat(page.locator(".details")).containsText("deeper than is shown");
        assertThat(page.locator(".details")).containsText("more");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isLessThanOrEqualTo(0);
    }

    private static String wide() {
        var members = Json.mapper().createObjectNode();
        for (int i = 0; i < 1_000; i++) {
            members.put("member" + i, "<b>" + i);
        }
        return members.toString();
    }

    private static String metadataFullOfAttacks() {
        var attacks = Json.mapper().createObjectNode();
        var error = attacks.putObject("error");
        for (var key : new String[] {"Code", "ShortDescription", "LongDescription", "ProbableCause"}) {
            error.putArray(key).add(ATTACK);
        }
        error.put("SuggestedRemediation", "[click](javascript:broken=1) and [here](data:text/html,x)");
        for (var key : new String[] {"doc", "doclink", "DownloadLink", "ViewLink", "trace", "Summary", ATTACK}) {
            attacks.put(key, "javascript:broken=1//" + ATTACK);
        }
        return attacks.toString();
    }

    private static Page watched(String user) {
        var page = BED.page();
        page.onDialog(dialog -> {
            throw new AssertionError("a script ran and opened a dialog");
        });
        return BED.signIn(page, user);
    }

    private static void noHarm(Page page) {
        assertThat(page.evaluate("typeof broken")).isEqualTo("undefined");
        assertThat(page.locator("img")).hasCount(0);
        assertThat(page.locator("main b:not(.number), main i:not(.key i):not(.subject i), main script"))
                .hasCount(0);
        assertThat(page.locator("a[href^='javascript' i], a[href^='data' i]")).hasCount(0);
    }
}
