package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has not shown who it is cannot take the memory for bodies from those who have. */
class StrangersTest {

    private static final int LARGE = 900_000;

    private static final AtomicInteger asked = new AtomicInteger();

    /** "ada" is known at once, "eve" after a slow check, others are not. */
    private static final Authenticator DOOR = new Authenticator() {
        @Override
        public Authentication authenticate(Request request) {
            asked.incrementAndGet();
            var who = request.header("authorization").orElse("");
            return who.isEmpty()
                    ? new Authentication.Denied(Response.empty(401))
                    : new Authentication.Authenticated(new Principal("user:" + who, who, List.of(), null, null));
        }

        @Override
        public @Nullable Authentication atOnce(Request request) {
            return request.header("authorization").orElse("").equals("eve") ? null : authenticate(request);
        }
    };

    private static String head(String who, int length) {
        return "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n"
                + (who.isEmpty() ? "" : "Authorization: " + who + "\r\n") + "\r\n";
    }

    private static HttpServer serve() {
        var routes = Routes.under("")
                .authenticator(DOOR)
                .post("/size", request -> Response.text(200, Integer.toString(request.body().length)));
        return Local.serve(
                Local.QUICK
                        .withLimits(HttpLimits.DEFAULT.withBytes(1 << 20, 2_000_000))
                        .withHosts(Set.of("x"))
                        .withCorsOrigins(Set.of("https://page.example")),
                routes);
    }

    @Test
    void aLargeBodyOfNobodyIsRefusedBeforeItIsRead() throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http"))) {
            var refused = wire.send(head("", LARGE).replace("Host: x", "Host: x\r\nOrigin: https://page.example"))
                    .answer();
            assertThat(refused.status()).isEqualTo(401);
            // Else a page would see a network error.
            assertThat(refused.header("access-control-allow-origin")).isEqualTo("https://page.example");
        }
    }

    /** What has no business here is told so, and not to log in first. */
    @ParameterizedTest
    @CsvSource({"/size, evil.example, '', 421", "/size, x, https://evil.example, 403", "/none, x, '', 404"})
    void aLargeBodyToNowhereIsRefusedAsASmallOneIs(String path, String host, String origin, int status)
            throws Exception {
        try (var server = serve()) {
            for (int length : new int[] {3, LARGE}) {
                try (var wire = Wire.to(server.address("http"))) {
                    var more = origin.isEmpty() ? "" : "\r\nOrigin: " + origin;
                    wire.send(head("", length).replace("/size", path).replace("Host: x", "Host: " + host + more)
                            + (length == 3 ? "abc" : ""));
                    assertThat(wire.answer().status()).isEqualTo(status);
                }
            }
        }
    }

    @Test
    void whoSendsALargeBodyIsAskedOnce() throws Exception {
        asked.set(0);
        try (var server = serve();
                var wire = Wire.to(server.address("http"))) {
            wire.send(head("ada", LARGE) + "x".repeat(LARGE));
            assertThat(wire.answer().status()).isEqualTo(200);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aSmallBodyOfNobodyIsAnsweredOnTheSameConnection() throws Exception {
        try (var server = serve();
                var wire = Wire.to(server.address("http"))) {
            assertThat(wire.send(head("", 3) + "abc").answer().status()).isEqualTo(401);
            assertThat(wire.send(head("ada", 3) + "abc").answer().body()).isEqualTo("3");
        }
    }

    @Test
    void bodiesOfStrangersLeaveHalfOfTheMemoryToOthers() throws Exception {
        var almost = "x".repeat(LARGE - 1);
        try (var server = serve();
                var first = Wire.to(server.address("http"));
                var second = Wire.to(server.address("http"));
                var known = Wire.to(server.address("http"))) {
            first.send(head("eve", LARGE) + almost);
            // Of the two, the one that comes to the end of their half is refused; the other holds nearly all of it.
            second.send(head("eve", LARGE) + almost);
            await().until(() -> isAnswered(first) || isAnswered(second));
            assertThat((isAnswered(first) ? first : second).answer().status()).isEqualTo(503);
            assertThat(known.send(head("ada", LARGE) + almost + "x").answer().body())
                    .isEqualTo(Integer.toString(LARGE));
        }
    }

    private static boolean isAnswered(Wire wire) throws IOException {
        return wire.socket().getInputStream().available() > 0;
    }
}
