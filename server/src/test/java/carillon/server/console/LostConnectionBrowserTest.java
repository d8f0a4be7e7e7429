package carillon.server.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A wire that breaks: the page says so, comes back by itself, misses nothing and shows nothing twice. */
@Tag("browser")
class LostConnectionBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private static final LocatorAssertions.IsVisibleOptions PATIENT =
            new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

    @Test
    void theNotificationsComeBackWhole() throws IOException {
        var user = BED.newUser();
        try (var wire = new CuttableProxy(BED.server().address("http").getPort())) {
            var page = ConsoleBed.signIn(BED.page(), wire.url(), user, BED.password());
            BED.publish(user, "success", "before the cut");
            assertThat(page.locator("main ul > li")).containsText("before the cut");
            wire.cut();
            assertThat(page.locator(".state.lost")).containsText("Connection lost");
            assertThat(page.locator("main .lost")).containsText("Reconnecting");
            BED.publish(user, "error", "during the cut, one");
            BED.publish(user, "error", "during the cut, two");
            wire.mend();
            assertThat(page.locator(".state.open")).isVisible(PATIENT);
            BED.publish(user, "success", "after the cut");
            assertThat(page.locator("main ul > li")).hasCount(4);
            assertThat(page.locator("main ul > li .words")).hasText(new String[] {
                "after the cut", "during the cut, two", "during the cut, one", "before the cut"
            });
        }
    }

    @Test
    void moreThanAStreamReplaysIsReadFromTheList() throws IOException {
        int missed = 700;
        var user = BED.newUser();
        try (var wire = new CuttableProxy(BED.server().address("http").getPort())) {
            var page = ConsoleBed.signIn(BED.page(), wire.url(), user, BED.password());
            BED.publish(user, "success", "before the cut");
            assertThat(page.locator("main ul > li")).containsText("before the cut");
            wire.cut();
            assertThat(page.locator("main .lost")).containsText("Reconnecting");
            BED.flood(user, missed);
            wire.mend();
            assertThat(page.locator(".state.open")).isVisible(PATIENT);
            BED.publish(user, "success", "after the cut");
            var centre = page.locator("main carillon-centre");
            Awaitility.await().untilAsserted(() -> assertThat(shown(centre)).hasSize(missed + 2));
            assertThat(shown(centre))
                    .doesNotHaveDuplicates()
                    .contains("before the cut", "after the cut")
                    .containsAll(IntStream.range(0, missed)
                            .mapToObj(ConsoleBed::flooded)
                            .toList());
            assertThat(centre.locator(".head")).containsText("702 unread");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> shown(Locator centre) {
        return (List<String>) centre.evaluate("centre => centre.listing.rows.map(row => row.description)");
    }

    @Test
    void theLivePageComesBackWhole() throws IOException {
        var user = BED.newUser();
        try (var wire = new CuttableProxy(BED.server().address("http").getPort())) {
            var page = ConsoleBed.signIn(BED.page(), wire.url(), user, BED.password());
            page.locator("nav a[href='#/live']").click();
            assertThat(page.locator("carillon-live [role=status]")).containsText("Listening");
            BED.publish(user, "success", "before the cut");
            assertThat(page.locator("carillon-live li")).hasCount(1);
            wire.cut();
            assertThat(page.locator("carillon-live [role=status]")).containsText("Connection lost");
            BED.publish(user, "error", "during the cut");
            wire.mend();
            assertThat(page.locator("carillon-live [role=status]")
                            .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("events")))
                    .isVisible(PATIENT);
            BED.publish(user, "success", "after the cut");
            assertThat(page.locator("carillon-live li .words"))
                    .hasText(new String[] {"after the cut", "during the cut", "before the cut"});
        }
    }
}
