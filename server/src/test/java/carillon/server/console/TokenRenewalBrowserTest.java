package carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the console keeps its token alive, with timers and answers in the hands of the test. */
@Tag("browser")
class TokenRenewalBrowserTest {

    @RegisterExtension
    static final ConsoleBed BED = new ConsoleBed();

    /** Signs in; leaves {@code api}, its timers and the next answer to what is put in the place of BODY. */
    private static final String SCRIPT = """
            async (address) => {
              const { Api } = await import(address);
              const timers = [];
              const sent = [];
              const token = (text) => new Response(JSON.stringify({ Token: text }));
              let next = () => token('one');
              window.setTimeout = (task, time) => timers.push({ task, time });
              window.clearTimeout = () => {};
              window.fetch = async (url, options) => {
                sent.push(options.headers.Authorization);
                return next();
              };
              const api = new Api();
              await api.login('ada', 'secret');
              BODY
            }
            """;

    private static Object run(String body) {
        var page = BED.page();
        page.navigate(BED.url());
        return page.evaluate(SCRIPT.replace("BODY", body), BED.url() + "console/base/api.js");
    }

    @Test
    void aRenewalThatFailsIsTriedAgainBeforeTheTokenExpires() {
        var seen = run("""
                next = () => new Response('', { status: 503 });
                await timers.at(-1).task();
                const retry = timers.at(-1).time;
                next = () => token('two');
                await timers.at(-1).task();
                await api.get('x');
                return { retry, signedIn: api.signedIn, sent: sent.at(-1), again: timers.at(-1).time };
                """);
        assertThat(seen).isEqualTo(Map.of("retry", 60_000, "signedIn", true, "sent", "Bearer two", "again", 2_400_000));
    }

    @Test
    void aRenewalThatComesAfterASignOutChangesNothing() {
        var signedIn = run("""
                let answer;
                next = () => new Promise((resolve) => (answer = resolve));
                const late = timers.at(-1).task();
                api.logout();
                answer(token('two'));
                await late;
                return api.signedIn;
                """);
        assertThat(signedIn).isEqualTo(false);
    }

    @Test
    void aLateRefusalOfAnOldTokenLeavesTheNewSignIn() {
        var signedIn = run("""
                let answer;
                next = () => new Promise((resolve) => (answer = resolve));
                const late = api.get('x').catch(() => {});
                const refuse = answer;
                next = () => token('two');
                await api.login('ada', 'secret');
                refuse(new Response('', { status: 401 }));
                await late;
                return api.signedIn;
                """);
        assertThat(signedIn).isEqualTo(true);
    }
}
