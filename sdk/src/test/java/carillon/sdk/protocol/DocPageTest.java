package carillon.sdk.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Checklist 58 to 61: the documentation page. */
class DocPageTest {

    record Sale(
            String sku, int count, @Nullable String note, List<Line> lines, Map<String, Double> prices, Instant at) {}

    record Line(boolean paid, byte[] picture) {}

    private static final class Documented implements Handler, EventDoc {

        @Override
        public Outcome handle(Context context, Envelope event) {
            return Events.newResponse(event, null);
        }

        @Override
        public String doc() {
            return "Sells <b>things</b>.";
        }

        @Override
        public Object inputExample() {
            return Map.of("sku", "<Q7>");
        }

        @Override
        public Object outputExample() {
            return Map.of("sold", true);
        }

        @Override
        public Class<?> input() {
            return Sale.class;
        }

        @Override
        public Class<?> output() {
            return Line.class;
        }
    }

    private final Mux mux =
            Fixtures.go().add("shop:sale:make", 2, new Documented()).add("shop:sale:make", 1, new Documented());

    @Test
    @DisplayName("events-protocol 58: an HTML page with every name and version, in order")
    void item58_page() {
        try (var served = new ServedMux(mux)) {
            var response = served.send(served.request("/doc").GET());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(response.body())
                    .containsSubsequence(
                            "<title>Events documentation</title>",
                            "<h1>Events</h1>",
                            "batch (Version: 1)",
                            "boom (Version: 1)",
                            "echo (Version: 1)",
                            "shop:sale:make (Version: 1)",
                            "shop:sale:make (Version: 2)",
                            "whole (Version: 1)");
            assertThat(response.body())
                    .contains("id=\"shop:sale:make\"")
                    .contains("id=\"shop:sale:make-v2\"")
                    .contains("href=\"#shop:sale:make-v2\"");
            var refused = served.send(served.request("/doc").POST(BodyPublishers.noBody()));
            assertThat(refused.statusCode()).isEqualTo(405);
        }
    }

    @Test
    @DisplayName("events-protocol 59: examples and schemas in order, with type and property names")
    void item59_documented() {
        assertThat(new DocPage(mux).html())
                .containsSubsequence(
                        "Sells <b>things</b>.",
                        "Input Example",
                        "Input Schema",
                        "#/definitions/Sale",
                        "Output Example",
                        "Output Schema",
                        "#/definitions/Line");
        var schema = Schemas.draft04(Sale.class).toString();
        assertThat(schema)
                .contains("\"$schema\"", "\"sku\"", "\"count\"", "\"note\"", "\"lines\"", "\"prices\"", "\"at\"")
                .contains("\"required\":[\"sku\",\"count\",\"lines\",\"prices\",\"at\"]")
                .contains("\"patternProperties\":{\".*\":{\"type\":\"number\"}}")
                .contains("\"format\":\"date-time\"")
                .contains("\"binaryEncoding\":\"base64\"")
                .contains("\"additionalProperties\":false");
    }

    @Test
    @DisplayName("events-protocol 60: examples are escaped, the doc text is not")
    void item60_escaping() {
        assertThat(new DocPage(mux).html())
                .contains("&lt;Q7&gt;")
                .doesNotContain("<Q7>")
                .contains("<b>things</b>");
    }

    @Test
    @DisplayName("events-protocol 61: undocumented handlers have a caption only and no link")
    void item61_undocumented() {
        assertThat(new DocPage(mux).html())
                .contains("<section id=\"echo\">\n<h2>echo (Version: 1)</h2>\n</section>")
                .contains("<li>echo</li>")
                .doesNotContain("href=\"#echo\"");
    }
}
