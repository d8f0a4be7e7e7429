package carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks for what keeps people with a screen reader, a keyboard or weak eyes out, by the rules of axe-core. */
final class Axe {

    private Axe() {}

    static void check(Page page) throws IOException {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            assertThat(in).as("axe.min.js is in the WebJar").isNotNull();
            page.evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        var violations = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                  .map(each => each.id + ': ' + each.help + ' at '
                       + each.nodes.slice(0, 3).map(node => node.target.flat().join(' > ') + ' ' + node.failureSummary).join('; '))
                """);
        assertThat((List<?>) violations).as("axe on " + page.url()).isEmpty();
    }
}
