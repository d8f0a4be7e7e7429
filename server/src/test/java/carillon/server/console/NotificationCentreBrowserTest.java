package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.UserId;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The notification centre in a real browser: meshery-events 93 to 102. */
@Tag("browser")
class NotificationCentreBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private static final String ROWS = "main carillon-centre ul > li";
    private static final String MESHKIT_ERROR = """
            {"error": {"Code": "meshery-server-1304", "Severity": 2,
              "ShortDescription": ["The Kubernetes API did not answer"],
              "LongDescription": ["dial tcp 10.2.0.1:6443: i/o timeout"],
              "ProbableCause": ["The cluster is stopped", "A firewall drops the traffic"],
              "SuggestedRemediation": ["Start the cluster", "Open port 6443"]}}
            """;

    @Test
    @DisplayName("meshery 93: the bell shows unread errors in red, else unread warnings in amber")
    void item93_bell() {
        var user = BED.newUser();
        for (int i = 0; i < 3; i++) {
            BED.publish(user, "warning", "warning " + i);
        }
        var page = BED.signIn(user);
        assertThat(page.locator(".badge.warning")).hasText("3");
        BED.publish(user, "error", "first");
        BED.publish(user, "error", "second");
        assertThat(page.locator(".badge.error")).hasText("2");
        assertThat(page.locator("button.bell")).hasAttribute("aria-label", "Notifications, 2 unread errors");
    }

    @Test
    @DisplayName("meshery 94: the error chip shows unread errors only, the read chip read ones only")
    void item94_chips() {
        var user = BED.newUser();
        BED.publish(user, "error", "an unread error");
        BED.publish(user, "success", "an unread success");
        var read = BED.publish(user, "error", "an error already read");
        markRead(user, read);
        var page = BED.signIn(user);
        page.locator("main [data-chip=error]").click();
        assertThat(page.locator(ROWS)).hasCount(1);
        assertThat(page.locator(ROWS)).containsText("an unread error");
        assertThat(page.locator("main [data-chip=error]")).hasAttribute("aria-pressed", "true");
        page.locator("main [data-chip=read]").click();
        assertThat(page.locator(ROWS)).hasCount(1);
        assertThat(page.locator(ROWS)).containsText("an error already read");
    }

    @Test
    @DisplayName("meshery 95: typed terms are sent as JSON arrays")
    void item95_filterLine() {
        var page = BED.signIn(BED.newUser());
        var request = page.waitForRequest(
                each -> each.url().contains("category="), () -> filter(page, "severity:error category:connection"));
        var query = URLDecoder.decode(URI.create(request.url()).getRawQuery(), StandardCharsets.UTF_8);
        assertThat(query).contains("severity=[\"error\"]").contains("category=[\"connection\"]");
    }

    @Test
    void aTermThatIsBegunSearchesForNothingYet() {
        var page = BED.signIn(BED.newUser());
        var begun = page.waitForRequest(
                each -> each.url().contains("severity="), () -> filter(page, "severity:error category:"));
        assertThat(begun.url()).doesNotContain("search=");
        var quoted = page.waitForRequest(
                each -> each.url().contains("search="), () -> filter(page, "severity:error \"category:\""));
        assertThat(URLDecoder.decode(quoted.url(), StandardCharsets.UTF_8)).contains("search=category:");
    }

    @Test
    @DisplayName("meshery 96: a row marked as read leaves the unread view, and the counter falls")
    void item96_markRead() {
        var user = BED.newUser();
        BED.publish(user, "error", "keeps ringing");
        BED.publish(user, "error", "will be read");
        var page = BED.signIn(user);
        assertThat(page.locator(".badge.error")).hasText("2");
        page.locator(ROWS + " .title").filter(containing("will be read")).click();
        page.locator(".actions button").filter(containing("Mark as read")).click();
        assertThat(page.locator(ROWS)).hasCount(1);
        assertThat(page.locator(ROWS)).containsText("keeps ringing");
        assertThat(page.locator(".badge.error")).hasText("1");
    }

    @Test
    @DisplayName("meshery 97: deleting all loaded rows is one request and clears the selection")
    void item97_bulkDelete() {
        var user = BED.newUser();
        for (int i = 0; i < 12; i++) {
            BED.publish(user, "success", "number " + i);
        }
        var page = BED.signIn(user);
        assertThat(page.locator(ROWS)).hasCount(12);
        page.locator(ROWS + " input").first().check();
        page.locator(".bulk input").check();
        assertThat(page.locator(".bulk")).containsText("12 selected");
        var deletions = requests(page, "DELETE");
        page.locator("[data-bulk=delete]").click();
        page.locator("[data-bulk=delete]")
                .filter(containing("Really delete 12"))
                .click();
        assertThat(page.locator("main")).containsText("No notifications to show");
        assertThat(page.locator(".bulk")).hasCount(0);
        assertThat(deletions).hasSize(1);
        assertThat(BED.ask(user, "api/system/events").path("total_count").asInt())
                .isZero();
    }

    @Test
    @DisplayName("meshery 98: a MeshKit error is shown as lists; an empty one shows the description")
    void item98_errors() {
        var user = BED.newUser();
        BED.publish(user, "error", "with a cause", "connection", MESHKIT_ERROR);
        BED.publish(user, "error", "the description alone", "connection", "{\"error\": {}}");
        var page = BED.signIn(user);
        open(page, "with a cause");
        assertThat(page.locator(".trouble h2"))
                .hasText(new String[] {"Details", "Probable cause", "Suggested remediation"});
        assertThat(page.locator(".trouble ol").nth(0).locator("li")).hasText("dial tcp 10.2.0.1:6443: i/o timeout");
        assertThat(page.locator(".trouble ol").nth(1).locator("li")).hasCount(2);
        assertThat(page.locator(".trouble ol").nth(2).locator("li"))
                .hasText(new String[] {"Start the cluster", "Open port 6443"});
        open(page, "with a cause");
        open(page, "the description alone");
        assertThat(page.locator(".trouble")).hasCount(0);
        assertThat(page.locator(".details .whole")).hasText("the description alone");
    }

    @Test
    @DisplayName("meshery 99: a doc address opens in a new tab; a javascript address is no link")
    void item99_doc() {
        var user = BED.newUser();
        BED.publish(user, "success", "good doc", "connection", "{\"doc\": \"https://docs.example.org/page\"}");
        BED.publish(user, "success", "bad doc", "connection", "{\"doc\": \"javascript:alert(1)\"}");
        var page = BED.signIn(user);
        open(page, "good doc");
        var link = page.locator(".details a").filter(containing("Doc"));
        assertThat(link).hasAttribute("href", "https://docs.example.org/page");
        assertThat(link).hasAttribute("target", "_blank");
        assertThat(link).hasAttribute("rel", "noopener noreferrer");
        open(page, "good doc");
        open(page, "bad doc");
        assertThat(page.locator(".details")).containsText("javascript:alert(1)");
        assertThat(page.locator("a[href^='javascript']")).hasCount(0);
        assertThat(page.locator(".details a").filter(containing("Doc"))).hasCount(0);
    }

    @Test
    @DisplayName("meshery 100: a live event appears without reload, raises a toast, and is listed once")
    void item100_live() {
        var user = BED.newUser();
        var page = BED.signIn(user);
        assertThat(page.locator("main")).containsText("No notifications to show");
        BED.publish(user, "warning", "rang just now");
        assertThat(page.locator(ROWS)).containsText("rang just now");
        assertThat(page.locator(".toast.warning")).containsText("rang just now");
        page.evaluate("document.querySelector('carillon-app').feed.dispatchEvent(new Event('resumed'))");
        page.waitForResponse(each -> each.url().contains("pagesize=1&"), () -> BED.publish(user, "success", "another"));
        assertThat(page.locator(ROWS).filter(containing("rang just now"))).hasCount(1);
        assertThat(page.locator(ROWS)).hasCount(2);
        page.locator(".toast.warning button[aria-label='Open the notifications']")
                .click();
        assertThat(page.locator("carillon-inbox dialog")).isVisible();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "the author filter takes live events in, by the user's name and by the id shown for it, and nobody else's")
    void authorOfLiveEvents(boolean byName) {
        var user = BED.newUser();
        var page = BED.signIn(user);
        var author = byName ? user : UserId.of(user).toString().toUpperCase(Locale.ROOT);
        page.waitForResponse(each -> each.url().contains("author="), () -> filter(page, "author:" + author));
        var forAll = Event.about("connection", "ping", "x").description("for everyone");
        BED.server()
                .hub()
                .publish(Principal.SYSTEM, forAll.build())
                .toCompletableFuture()
                .join();
        BED.publish(user, "success", "for the author");
        assertThat(page.locator(ROWS)).hasCount(1);
        assertThat(page.locator(ROWS)).containsText("for the author");
    }

    @Test
    @DisplayName("meshery 101: markup in a description is shown as text")
    void item101_script() {
        var user = BED.newUser();
        BED.publish(user, "error", "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>");
        var page = BED.signIn(user);
        open(page, "<script>");
        assertThat(page.locator(".details .whole")).containsText("<script>window.broken = 1</script><img");
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page.evaluate("window.broken === undefined")).isEqualTo(true);
    }

    @Test
    @DisplayName("meshery 102: opening a row does not change its status")
    void item102_openingReadsNothing() {
        var user = BED.newUser();
        BED.publish(user, "error", "stays unread");
        var page = BED.signIn(user);
        var changes = requests(page, "PUT");
        open(page, "stays unread");
        assertThat(page.locator(".details")).isVisible();
        assertThat(page.locator(ROWS + ".unread")).hasCount(1);
        assertThat(changes).isEmpty();
        assertThat(BED.ask(user, "api/system/events?status=unread")
                        .path("total_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("meshery section 10: preferences decide about toasts and reading, not about the list")
    void section10_preferences() {
        var user = BED.newUser();
        var kept = BED.send(
                "PUT",
                "api/user/prefs/notifications",
                user,
                BED.password(),
                "{\"min_toast_severity\": \"warning\", \"muted_categories\": [\"noise\"], \"mark_read_on_open\": true}");
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        var page = BED.signIn(user);
        page.waitForCondition(() -> Boolean.TRUE.equals(
                page.evaluate("document.querySelector('carillon-app').feed.preferences.mark_read_on_open")));
        BED.publish(user, "success", "too quiet");
        BED.publish(user, "error", "muted", "noise", "{}");
        BED.publish(user, "error", "rings");
        assertThat(page.locator(ROWS)).hasCount(3);
        assertThat(page.locator(".toast")).hasCount(1);
        assertThat(page.locator(".toast")).containsText("rings");
        open(page, "too quiet");
        assertThat(page.locator("main [data-chip=read] .number")).hasText("1");
    }

    @Test
    @DisplayName("meshery 11.10: history mode shows what happened to one resource, read or not, by its titles")
    void section11_10_history() {
        var user = BED.newUser();
        BED.publish(user, "success", "as it rang", "connection", "{\"history_title\": \"as history tells it\"}");
        markRead(user, BED.publish(user, "error", "read long ago"));
        var other = Event.about("pattern", "deploy", "another").owner(user).description("of another resource");
        BED.server()
                .hub()
                .publish(Principal.SYSTEM, other.build())
                .toCompletableFuture()
                .join();
        var page = BED.signIn(user);
        assertThat(page.locator(ROWS)).hasCount(2);
        open(page, "as it rang");
        page.locator(".actions button")
                .filter(containing("History of this resource"))
                .click();
        assertThat(page.locator("main h1")).hasText("History of one resource");
        assertThat(page.locator(ROWS + " .words")).hasText(new String[] {"read long ago", "as history tells it"});
        page.locator("main button").filter(containing("All notifications")).click();
        assertThat(page.locator("main h1")).hasText("Notifications");
        assertThat(page.locator(ROWS)).hasCount(2);
    }

    private static void filter(Page page, String line) {
        var box = page.locator("main carillon-filter-box input");
        box.fill(line);
        box.press("Enter");
    }

    private static void open(Page page, String text) {
        page.locator(ROWS + " .title").filter(containing(text)).click();
    }

    private static com.microsoft.playwright.Locator.FilterOptions containing(String text) {
        return new com.microsoft.playwright.Locator.FilterOptions().setHasText(text);
    }

    /** Every request of this method from now on. */
    private static List<Request> requests(Page page, String method) {
        var seen = new ArrayList<Request>();
        page.onRequest(request -> {
            if (request.method().equals(method)) {
                seen.add(request);
            }
        });
        return seen;
    }

    private static void markRead(String user, String id) {
        var answer = BED.send("PUT", "api/system/events/status/" + id, user, BED.password(), "{\"status\":\"read\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
