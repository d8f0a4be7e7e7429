package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.memory.MemoryBudget;
import carillon.sdk.event.Json;
import carillon.server.http.Headers;
import carillon.server.http.Query;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a page of a list costs: the page, and not the list. */
class ListPagesTest {

    private final AtomicInteger copied = new AtomicInteger();

    private final ListView<Integer> counting = new ListView<>() {
        @Override
        public @Nullable JsonNode member(Integer item, String name) {
            return name.equals("N") ? Json.mapper().getNodeFactory().numberNode(item) : null;
        }

        @Override
        public JsonNode shown(Integer item) {
            copied.incrementAndGet();
            return Json.mapper().createObjectNode().put("N", item);
        }
    };

    private Response.Full list(String method, String query) {
        var request = new Request(
                method,
                "/things",
                Map.of(),
                Query.parse(query),
                Headers.EMPTY,
                new byte[0],
                new InetSocketAddress(0),
                false,
                "http",
                new MemoryBudget(1 << 20).open(),
                null);
        var all = IntStream.range(0, 1_000).boxed().toList();
        return (Response.Full) Lists.answer(request, all, counting, name -> false, Map.of());
    }

    @Test
    void expressionsThatSearchTooMuchTextAreRefused() {
        assertThat(list("HEAD", "N=Re(^[0-9]%2B$)&N=Re(x)").status()).isEqualTo(200);
        var refused =
                list("GET", "N=Re((1?){240}[b-c])&N=Re((1?){240}[b-d])&N=Re((1?){240}[b-e])&N=Re((1?){240}[b-f])");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("search too much text");
    }

    @Test
    void onlyThePageIsCopied() {
        var page = list("GET", "N=Gte(100)&sort=N&reverse=true&limit=3&offset=1");
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).isEqualTo("[{\"N\":998},{\"N\":997},{\"N\":996}]");
        assertThat(copied).hasValue(3);
        assertThat(page.headers()).contains(Map.entry("x-drp-list-filter-count", "900"));
        assertThat(list("HEAD", "N=5").body()).isEmpty();
        assertThat(copied).hasValue(3);
    }

    @Test
    void filtersAreBoundedInNumber() {
        assertThat(list("GET", String.join("&", Collections.nCopies(256, "N=7")))
                        .status())
                .isEqualTo(200);
        var tooMany = list("GET", String.join("&", Collections.nCopies(257, "N=7")));
        assertThat(tooMany.status()).isEqualTo(406);
        assertThat(new String(tooMany.body(), StandardCharsets.UTF_8)).contains("In(...)");
    }

    /** A filter that looks at the object as it is kept must not tell what the object does not show. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pw=hunter2",
                "Params.pw=hunter2",
                "Params=Re(hunter)",
                "Meta.Params.pw=hunter2",
                "Meta.Params=Re(hunter)",
                "Meta=Re(hunter)",
                "Secret=s3",
                "Meta.Token=s3",
                "Meta=Re(s3)"
            })
    void filtersDoNotTellWhatIsHidden(String filter, @TempDir Path data) {
        try (var server = DrpServer.start(data)) {
            var rest = server.rest();
            rest.post("/params", "{\"Name\":\"pw\",\"Secure\":true}");
            rest.post(
                    "/profiles",
                    "{\"Name\":\"p\",\"Secret\":\"s3\",\"Params\":{\"pw\":\"hunter2\",\"open\":1},"
                            + "\"Meta\":{\"Token\":\"s3\",\"Params\":{\"pw\":\"hunter2\"}}}");
            var answer = rest.get("/profiles?" + filter);
            assertThat(answer.status() == 406 || answer.json().isEmpty())
                    .as(answer.body())
                    .isTrue();
            assertThat(rest.get("/profiles?pw=********").json()).hasSize(1);
            assertThat(rest.get("/profiles?open=1").json()).hasSize(1);
            if (List.of("pw=hunter2", "Params.pw=hunter2", "Params=Re(hunter)").contains(filter)) {
                assertThat(rest.get("/profiles?decode=true&" + filter).json()).hasSize(1);
            }
        }
    }
}
