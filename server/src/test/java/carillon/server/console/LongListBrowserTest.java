package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fifty thousand events in one list: the page holds the few rows near the eye, wherever that is. */
@Tag("browser")
class LongListBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed(Map.of("events.retention.max-per-user", "0"));

    private static final int EVENTS = 50_000;
    /** A window of 800 pixels shows some 15 rows; some more are kept ready above and below. */
    private static final int MOST_ROWS = 60;
    /** Scrolls down until all is loaded; the most rows that the page ever held. */
    private static final String TO_THE_END = """
            async (centre, wanted) => {
              const view = centre.renderRoot.querySelector('.viewport');
              let most = 0;
              while (centre.listing.rows.length < wanted) {
                view.scrollTop = view.scrollHeight;
                await new Promise(requestAnimationFrame);
                most = Math.max(most, centre.renderRoot.querySelectorAll('ul > li').length);
              }
              return most;
            }""";
    /** How long each of 600 frames takes while the list moves by two windows a frame: sorted milliseconds. */
    private static final String FRAMES = """
            async (centre) => {
              const view = centre.renderRoot.querySelector('.viewport');
              const took = [];
              let before = await new Promise(requestAnimationFrame);
              for (let i = 0; i < 600; i += 1) {
                view.scrollTop = (i * 2 * view.clientHeight) % view.scrollHeight;
                const now = await new Promise(requestAnimationFrame);
                took.push(now - before);
                before = now;
              }
              return took.sort((one, other) => one - other).map(Math.round);
            }""";
    /** From asking for the list until its first rows stand in the page, thirty times: sorted milliseconds. */
    private static final String FIRST_PAGES = """
            async (centre) => {
              const took = [];
              for (let i = 0; i < 30; i += 1) {
                const before = performance.now();
                await centre.reset();
                await centre.updateComplete;
                if (centre.renderRoot.querySelectorAll('ul > li').length < 15) throw new Error('no first page');
                await new Promise(requestAnimationFrame);
                took.push(performance.now() - before);
              }
              return took.sort((one, other) => one - other).map(Math.round);
            }""";

    @Test
    void fewRowsAreInThePageHoweverManyAreInTheList() {
        var user = BED.newUser();
        BED.flood(user, EVENTS);
        var page = BED.signIn(user);
        assertThat(page.locator("main ul > li").first()).containsText(ConsoleBed.flooded(EVENTS - 1));
        var centre = page.locator("main carillon-centre");
        assertThat((Integer) centre.evaluate(TO_THE_END, EVENTS)).isLessThan(MOST_ROWS);
        assertThat(centre.locator(".head")).containsText("unread");
        scrollTo(centre, EVENTS - 1);
        assertThat(row(page, 0)).isInViewport();
        assertThat(row(page, 0)).hasAttribute("aria-posinset", String.valueOf(EVENTS));
        scrollTo(centre, EVENTS / 2);
        assertThat(row(page, EVENTS / 2 - 1)).isInViewport();
        assertThat((Integer) centre.evaluate("centre => centre.renderRoot.querySelectorAll('ul > li').length"))
                .isLessThan(MOST_ROWS);
        assertThat((Integer) centre.evaluate("centre => new Set(centre.listing.rows.map(row => row.id)).size"))
                .isEqualTo(EVENTS);
    }

    @Test
    @Tag("full")
    void aMillionAreAListLikeAnyOther() throws InterruptedException {
        int million = 1_000_000;
        var user = BED.newUser();
        BED.flood(user, million);
        var hub = BED.server().hub();
        assertThat(hub.awaitHistory(Duration.ofMinutes(3))).isTrue();
        var page = BED.signIn(user);
        assertThat(page.locator("main .head")).containsText("1,000,000 unread");
        assertThat(page.locator("main [data-chip=error]")).containsText("125,000");
        var centre = page.locator("main carillon-centre");
        assertThat((Integer) centre.evaluate(TO_THE_END, EVENTS)).isLessThan(MOST_ROWS);
        page.locator("main carillon-filter-box input").fill("severity:error \"number 777779\"");
        assertThat(page.locator("main .head")).containsText("1 match");
        assertThat(page.locator("main ul > li")).hasCount(1);
    }

    /** Writes what docs/performance.md tells to {@code target/long-list.txt}. */
    @Test
    @Tag("full")
    void figures() throws IOException {
        var user = BED.newUser();
        BED.flood(user, EVENTS);
        var page = BED.signIn(user);
        var centre = page.locator("main carillon-centre");
        var firstPages = centre.evaluate(FIRST_PAGES);
        centre.evaluate(TO_THE_END, EVENTS);
        var frames = centre.evaluate(FRAMES);
        Files.writeString(
                Path.of("target", "long-list.txt"),
                "first page, ms of 30: %s%nframes of a scroll, ms of 600: %s%n".formatted(firstPages, frames));
        assertThat((Integer) centre.evaluate("centre => centre.listing.rows.length"))
                .isEqualTo(EVENTS);
    }

    /** Once the rows that were loaded last have their room: until then the browser would stop short of them. */
    private static void scrollTo(Locator centre, int index) {
        centre.evaluate("""
                async (centre, index) => {
                  const view = centre.renderRoot.querySelector('.viewport');
                  while (view.scrollHeight < (index + 1) * 44) await new Promise(requestAnimationFrame);
                  view.scrollTop = index * 44;
                }""", index);
    }

    private static Locator row(Page page, int number) {
        return page.locator("main ul > li")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(
                                ConsoleBed.flooded(number), new Page.GetByTextOptions().setExact(true))));
    }
}
