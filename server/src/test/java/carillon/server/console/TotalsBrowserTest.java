package carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How many there are, told by pages and by the live stream at once, in every order of the two: what a page had counted
 * before the stream brought it is not counted twice, and what came while somebody counted is not forgotten.
 */
@Tag("browser")
class TotalsBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    private Locator centre;

    @BeforeEach
    void signIn() {
        centre = BED.signIn(BED.newUser()).locator("main carillon-centre");
    }

    @Test
    void aLiveEventThatThePageHadCountedIsCountedOnce() {
        int before = (Integer) centre.evaluate("""
                async (centre) => {
                  const one = { id: '1', status: 'unread', created_at: '2026-01-01T00:00:00Z' };
                  const two = { ...one, id: '2', created_at: '2026-01-01T00:00:01Z' };
                  const hub = { list: async () => ({ events: [one], total_count: 2 }) };
                  const listing = (window.listing = new centre.listing.constructor(hub));
                  await listing.show({ status: 'unread' });
                  const taken = new Promise((resolve) => listing.addEventListener('change', resolve, { once: true }));
                  listing.take(two);
                  await taken;
                  return listing.total;
                }""");
        assertThat(before).as("not yet known better").isEqualTo(3);
        Awaitility.await().until(() -> centre.evaluate("() => window.listing.total"), total -> total.equals(2));
    }

    @Test
    void whatComesWhileTheTotalIsAskedIsInTheEnd() {
        centre.evaluate("""
                async (centre) => {
                  const event = (id) => ({ id, status: 'unread', created_at: `2026-01-01T00:00:0${id}Z` });
                  let stored = 2;
                  let asked = 0;
                  const hub = {
                    async list() {
                      const answer = { events: [event('1')], total_count: stored };
                      asked += 1;
                      if (asked === 2) {
                        // the first settling: an event is stored after it was counted, and comes before the answer
                        stored = 3;
                        listing.take(event('3'));
                        await new Promise((resolve) => listing.addEventListener('change', resolve, { once: true }));
                      }
                      return answer;
                    },
                  };
                  const listing = (window.listing = new centre.listing.constructor(hub));
                  window.asked = () => asked;
                  await listing.show({ status: 'unread' });
                  listing.take(event('2'));
                }""");
        Awaitility.await().until(() -> centre.evaluate("() => window.asked()"), asked -> asked.equals(3));
        Awaitility.await().until(() -> centre.evaluate("() => window.listing.total"), total -> total.equals(3));
    }

    @Test
    void countsThatWereAskedTooEarlyAreAskedAgain() {
        centre.evaluate("""
                (centre) => {
                  let stored = 1;
                  const hub = {
                    async get() {
                      const answer = { count_by_severity_level: [], read_count: 0, total_count: stored };
                      if (stored === 1) {
                        stored = 2;
                        feed.count();
                      }
                      return answer;
                    },
                  };
                  const feed = (window.feed = new centre.feed.constructor(hub));
                  feed.count();
                }""");
        Awaitility.await().until(() -> centre.evaluate("() => window.feed.counts.unread"), unread -> unread.equals(2));
    }
}
