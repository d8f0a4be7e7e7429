package carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleFilesTest {

    private final ConsoleFiles files = new ConsoleFiles();

    @Test
    void thePageAndItsModulesAreThere() {
        assertThat(files.find("index.html")).map(Asset::contentType).hasValue("text/html; charset=utf-8");
        assertThat(files.find("inbox/inbox.js")).map(Asset::contentType).hasValue("text/javascript; charset=utf-8");
    }

    @Test
    void thePageHasNothingInline() {
        var page = text("index.html");
        assertThat(page).doesNotContain("<style").doesNotContain("style=").doesNotContain("onclick");
        assertThat(page.replaceAll("<script [^>]*src=[^>]*></script>", "")).doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lit/index.js", "lit/directives/repeat.js", "lit-element/lit-element.js"})
    void modulesOfLitNameEachOtherByRelativePaths(String path) {
        assertThat(text("lib/" + path))
                .doesNotContainPattern("(from|import) ?[\"'](lit|@lit)")
                .isNotEmpty();
    }

    @Test
    void whatAModuleOfLitNamesExists() {
        assertThat(text("lib/lit/index.js")).contains("\"../reactive-element/reactive-element.js\"");
        assertThat(text("lib/lit/directives/repeat.js")).contains("\"../../lit-html/directives/repeat.js\"");
        assertThat(files.find("lib/reactive-element/reactive-element.js")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../ConsoleFiles.class",
                "inbox/../index.html",
                "inbox//inbox.js",
                "/index.html",
                "ConsoleFiles.class",
                "lib/lit/package.json",
                "lib/lit/../lit-html/lit-html.js",
                "lib/other/index.js",
                "lib/lit",
                "index.html/",
                "index.html\u0000.js"
            })
    void nothingElseIsFound(String path) {
        assertThat(files.find(path)).isEmpty();
    }

    @Test
    void theTagFollowsTheContent() {
        assertThat(Asset.of("text/css", new byte[] {1}).tag())
                .isNotEqualTo(Asset.of("text/css", new byte[] {2}).tag());
    }

    private String text(String path) {
        return new String(files.find(path).orElseThrow().bytes(), StandardCharsets.UTF_8);
    }
}
