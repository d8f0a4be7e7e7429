package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the hub answers late does not undo what happened while the answer was on its way. */
@Tag("browser")
class LateAnswersBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private final Page page = BED.page();

    @Test
    void aCategoryOfALiveEventIsSuggestedThoughTheHubLookedBeforeIt() {
        var user = BED.newUser();
        BED.publish(user, "info", "stored before", "early", "{}");
        var types = new HeldRequest("**/api/system/events/types");
        BED.signIn(page, user);
        types.fetchAnswer();
        BED.publish(user, "info", "comes live", "late", "{}");
        assertThat(page.locator("main li .title")).hasCount(2);
        types.release();
        var options = page.locator("main carillon-filter-box [role=option]");
        page.locator("main carillon-filter-box input").fill("category:");
        assertThat(options).containsText(new String[] {"category:early", "category:late"});
    }

    @Test
    void suggestionsComeWhenTheyAreKnown() {
        var user = BED.newUser();
        BED.publish(user, "info", "stored before", "early", "{}");
        var types = new HeldRequest("**/api/system/events/types");
        BED.signIn(page, user);
        types.fetchAnswer();
        page.locator("main carillon-filter-box input").fill("category:");
        var options = page.locator("main carillon-filter-box [role=option]");
        assertThat(options).hasCount(0);
        types.release();
        assertThat(options).containsText(new String[] {"category:early"});
    }

    @Test
    void aPreferenceChangedBeforeTheOthersAreKnownLeavesThemAsTheyWere() {
        var user = BED.newUser();
        var path = "api/user/prefs/notifications";
        var stored = BED.send("PUT", path, user, BED.password(), "{\"muted_categories\":[\"noise\"]}");
        assertThat(stored.statusCode()).isEqualTo(200);
        var preferences = new HeldRequest("**/" + path);
        BED.signIn(page, user);
        preferences.fetchAnswer();
        page.locator("main button[aria-label=Preferences]").click();
        page.getByLabel("Opening one marks it as read").check();
        page.waitForResponse(answer -> answer.request().method().equals("PUT"), preferences::release);
        var now = BED.ask(user, path);
        assertThat(now.path("mark_read_on_open").booleanValue()).isTrue();
        assertThat(now.path("muted_categories"))
                .isEqualTo(Json.parse("[\"noise\"]").tree());
        assertThat(page.getByLabel("Opening one marks it as read")).isChecked();
    }

    @Test
    void whatARunningJobPrintsIsShownOnceAndInOrder() {
        var user = BED.newUser();
        printed(user, "one ");
        printed(user, "two ");
        var history = new HeldRequest("**/v1/events?*");
        BED.signIn(page, user);
        page.locator("nav a[href='#/jobs']").click();
        history.awaitRequest();
        printed(user, "three");
        page.waitForCondition(() -> page.locator("carillon-work")
                .evaluate("page => page.early.length")
                .equals(1));
        history.fetchAnswer();
        history.release();
        page.locator("button.job").click();
        assertThat(page.locator(".log pre")).hasText("one two three");
    }

    /** As a dispatcher tells of a job that goes on (sysadm-events 7.5). */
    private static void printed(String user, String text) {
        var job = Json.mapper().createObjectNode().put("process_id", "backup").put("state", "running");
        job.putArray("cmd_list").add("sh backup.sh");
        job.put("sh backup.sh", text);
        var event = Event.about("dispatcher", "update", "backup")
                .owner(user)
                .object(Json.parse(job.toString()))
                .build();
        var outcome = BED.server().hub().publish(Principal.SYSTEM, event);
        assertThat(outcome.toCompletableFuture().join()).isInstanceOf(PublishOutcome.Accepted.class);
    }

    /** The page's first request to an address, which gets its answer late. */
    private final class HeldRequest {

        private final AtomicReference<@Nullable Route> held = new AtomicReference<>();
        private final AtomicReference<@Nullable APIResponse> answer = new AtomicReference<>();

        HeldRequest(String address) {
            // not setTimes(1): when the last route is gone the browser lets go of the requests that it holds
            page.route(address, route -> {
                if (!held.compareAndSet(null, route)) {
                    route.resume();
                }
            });
        }

        /** Waits until the page has asked. */
        Route awaitRequest() {
            page.waitForCondition(() -> held.get() != null);
            return Objects.requireNonNull(held.get());
        }

        /** Lets the hub answer, not yet the page have it. */
        void fetchAnswer() {
            answer.set(awaitRequest().fetch());
        }

        void release() {
            awaitRequest().fulfill(new Route.FulfillOptions().setResponse(Objects.requireNonNull(answer.get())));
        }
    }
}
