package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

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
        var types = new HeldAnswer("**/api/system/events/types");
        BED.signIn(page, user);
        page.waitForCondition(types::isHeld);
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
        var types = new HeldAnswer("**/api/system/events/types");
        BED.signIn(page, user);
        page.waitForCondition(types::isHeld);
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
        var preferences = new HeldAnswer("**/" + path);
        BED.signIn(page, user);
        page.waitForCondition(preferences::isHeld);
        page.locator("main button[aria-label=Preferences]").click();
        page.getByLabel("Opening one marks it as read").check();
        page.waitForResponse(answer -> answer.request().method().equals("PUT"), preferences::release);
        var now = BED.ask(user, path);
        assertThat(now.path("mark_read_on_open").booleanValue()).isTrue();
        assertThat(now.path("muted_categories"))
                .isEqualTo(Json.parse("[\"noise\"]").tree());
        assertThat(page.getByLabel("Opening one marks it as read")).isChecked();
    }

    /** The page's first request to an address: asked of the hub at once, answered when released. */
    private final class HeldAnswer {

        private record Held(Route route, APIResponse answer) {}

        private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

        HeldAnswer(String address) {
            // not setTimes(1): when the last route is gone the browser lets go of the requests that it holds
            page.route(address, route -> {
                if (isHeld()) {
                    route.resume();
                } else {
                    held.set(new Held(route, route.fetch()));
                }
            });
        }

        boolean isHeld() {
            return held.get() != null;
        }

        void release() {
            var released = Objects.requireNonNull(held.get(), "nothing was asked for");
            released.route.fulfill(new Route.FulfillOptions().setResponse(released.answer));
        }
    }
}
