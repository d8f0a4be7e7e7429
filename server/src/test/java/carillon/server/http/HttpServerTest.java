package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private static final String GET = " HTTP/1.1\r\nHost: x\r\n\r\n";

    private static Routes echo() {
        return Routes.under("/api")
                .get("/hello/{name}", request -> Response.text(200, "hello " + request.parameter("name")))
                .get(
                        "/query",
                        request -> Response.text(
                                200, String.join("|", request.query().all("a"))))
                .get("/rest/{path...}", request -> Response.text(200, request.parameter("path")))
                .post("/echo", request -> Response.of(200, "text/plain", request.body()))
                .async(
                        "POST",
                        "/loop",
                        (request, loop) -> CompletableFuture.completedFuture(Response.of(200, "x/y", request.body())))
                .get("/broken", request -> {
                    throw new java.io.IOException("secret inside");
                })
                .get("/refused", request -> Response.refuse(new Refusal(ErrorCode.CONFLICT, "already there")));
    }

    private static Routes odd() {
        return Routes.under("/api/v3")
                .errors((request, refusal) -> Response.text(
                        refusal.code().httpStatus(), "odd: " + refusal.code().slug()))
                .maxBodyBytes(10)
                .post("/things", request -> Response.empty(204).header("content-type", "application/json"));
    }

    @Test
    @DisplayName("requests reach their handlers on one connection, one after another")
    void serves() throws Exception {
        try (var server = Local.serve(echo(), odd());
                var wire = Wire.to(server.address("http"))) {
            assertThat(wire.send("GET /api/hello/a%2Fb%20c" + GET).answer().body())
                    .isEqualTo("hello a/b c");
            assertThat(wire.send("GET /api/query?a=1&b=2&a=%C3%A9+x" + GET)
                            .answer()
                            .body())
                    .isEqualTo("1|é x");
            assertThat(wire.send("GET /api/rest/x/y%2Fz/" + GET).answer().body())
                    .isEqualTo("x/y/z/");
            var posted = wire.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde")
                    .answer();
            assertThat(posted.body()).isEqualTo("abcde");
            assertThat(posted.header("date")).endsWith("GMT");
            assertThat(wire.send(String.join(
                                    "\r\n",
                                    "POST /api/loop HTTP/1.1",
                                    "Host: x",
                                    "Transfer-Encoding: chunked",
                                    "",
                                    "3",
                                    "abc",
                                    "2",
                                    "de",
                                    "0",
                                    "",
                                    ""))
                            .answer()
                            .body())
                    .isEqualTo("abcde");
            var none = wire.send("POST /api/v3/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
                    .answer();
            assertThat(none.status()).isEqualTo(204);
            assertThat(none.header("content-type")).isEqualTo("application/json");
            assertThat(none.headers()).doesNotContainKey("content-length");
        }
    }

    @Test
    @DisplayName("HEAD is answered like GET without the body")
    void head() throws Exception {
        try (var server = Local.serve(echo());
                var wire = Wire.to(server.address("http"))) {
            var head = wire.send("HEAD /api/hello/ada" + GET).answer(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("9");
            assertThat(wire.send("GET /api/hello/ada" + GET).answer().body()).isEqualTo("hello ada");
        }
    }

    @Test
    @DisplayName("refusals have the shape of whoever owns the path")
    void errorShapes() throws Exception {
        try (var server = Local.serve(echo(), odd());
                var wire = Wire.to(server.address("http"))) {
            var unknown = wire.send("GET /api/nothing" + GET).answer();
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.header("content-type")).isEqualTo("application/problem+json");
            assertThat(unknown.body()).contains("\"code\":\"not-found\"", "/api/nothing");
            var odd = wire.send("GET /api/v3/nothing" + GET).answer();
            assertThat(odd.body()).isEqualTo("odd: not-found");
            var method = wire.send("DELETE /api/v3/things" + GET).answer();
            assertThat(method.status()).isEqualTo(405);
            assertThat(method.header("allow")).isEqualTo("POST");
            assertThat(method.body()).isEqualTo("odd: method-not-allowed");
            assertThat(wire.send("GET /api/hello/%zz" + GET).answer().status()).isEqualTo(400);
            assertThat(wire.send("GET /elsewhere" + GET).answer().status()).isEqualTo(404);
            assertThat(wire.send("GET /api/refused" + GET).answer().status()).isEqualTo(409);
            var large = wire.send("POST /api/v3/things HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")
                    .answer();
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.body()).isEqualTo("odd: too-large");
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    @DisplayName("a handler that throws is answered 500 without its message")
    void broken() throws Exception {
        try (var server = Local.serve(echo());
                var wire = Wire.to(server.address("http"))) {
            var answer = wire.send("GET /api/broken" + GET).answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(wire.send("GET /api/hello/x" + GET).answer().status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("pipelined requests are answered in their order, however long each takes")
    void pipelining() throws Exception {
        var release = new CountDownLatch(1);
        var routes = Routes.under("")
                .get("/slow", request -> {
                    release.await();
                    return Response.text(200, "slow");
                })
                .get("/quick/{n}", request -> Response.text(200, request.parameter("n")));
        try (var server = Local.serve(routes);
                var wire = Wire.to(server.address("http"))) {
            var all = new StringBuilder("GET /slow" + GET);
            for (int i = 0; i < 100; i++) {
                all.append("GET /quick/").append(i).append(GET);
            }
            wire.send(all.toString());
            release.countDown();
            assertThat(wire.answer().body()).isEqualTo("slow");
            for (int i = 0; i < 100; i++) {
                assertThat(wire.answer().body()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    @DisplayName("garbage is answered 400 and the connection closed")
    void garbage() throws Exception {
        try (var server = Local.serve(echo())) {
            for (var junk : new String[] {"\u0016\u0003\u0001\u0002hello\r\n\r\n", "GET\r\n\r\n", "!!!\r\n\r\n"}) {
                try (var wire = Wire.to(server.address("http"))) {
                    assertThat(wire.send(junk).answer().status()).isEqualTo(400);
                    assertThat(wire.ended()).isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("request line, headers, their number and the Host header have limits")
    void headLimits() throws Exception {
        try (var server = Local.serve(echo())) {
            var cases = java.util.Map.of(
                    "GET /" + "x".repeat(20_000) + GET,
                    414,
                    "GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(40_000) + "\r\n\r\n",
                    431,
                    "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(200) + "\r\n",
                    431,
                    "GET / HTTP/1.1\r\n\r\n",
                    400,
                    "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                    400);
            for (var one : cases.entrySet()) {
                try (var wire = Wire.to(server.address("http"))) {
                    assertThat(wire.send(one.getKey()).answer().status()).isEqualTo(one.getValue());
                    assertThat(wire.ended()).isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("a chunked body over the limit is answered 413 although the client is still sending")
    void chunkedTooLarge() throws Exception {
        var settings = Local.QUICK.withLimits(HttpLimits.DEFAULT.withBytes(100_000, 1 << 20));
        try (var server = Local.serve(settings, echo());
                var wire = Wire.to(server.address("http"))) {
            wire.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 120; i++) {
                wire.send("400\r\n" + "x".repeat(1024) + "\r\n");
            }
            assertThat(wire.answer().status()).isEqualTo(413);
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    @DisplayName("bodies of all requests together are bounded, small ones always have room")
    void bodiesTogether() throws Exception {
        // These are strangers, who have half of it.
        var limits = HttpLimits.DEFAULT.withBytes(1 << 20, 3_000_000);
        var half = "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(900_000);
        var rest = "x".repeat(100_000);
        try (var server = Local.serve(Local.QUICK.withLimits(limits), echo())) {
            // Two that fill the last bytes at the same moment are both refused, which is right; then there is nobody
            // who goes on.
            boolean oneGoesOn = false;
            for (int i = 0; i < 20 && !oneGoesOn; i++) {
                oneGoesOn = oneOfTwoGoesOn(server, half, rest);
            }
            assertThat(oneGoesOn).isTrue();
            for (int i = 0; i < 3; i++) {
                try (var gone = Wire.to(server.address("http"))) {
                    gone.send(half);
                }
                // What was answered or given up has given its room back.
                await().ignoreExceptions().untilAsserted(() -> {
                    try (var next = Wire.to(server.address("http"))) {
                        assertThat(next.send(half + rest).answer().status()).isEqualTo(200);
                    }
                });
            }
        }
    }

    private static boolean oneOfTwoGoesOn(HttpServer server, String half, String rest) throws Exception {
        try (var one = Wire.to(server.address("http"));
                var other = Wire.to(server.address("http"))) {
            var first = answerOf(one.send(half));
            var second = answerOf(other.send(half));
            CompletableFuture.anyOf(first, second).get(10, TimeUnit.SECONDS);
            boolean firstRefused = first.isDone();
            assertThat((firstRefused ? first : second).get().status()).isEqualTo(503);
            try (var small = Wire.to(server.address("http"))) {
                small.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n" + "y".repeat(4_000));
                assertThat(small.answer().status()).isEqualTo(200);
            }
            (firstRefused ? other : one).send(rest);
            var answer = (firstRefused ? second : first).get(10, TimeUnit.SECONDS);
            if (answer.status() == 503) {
                return false;
            }
            assertThat(answer.body()).hasSize(1_000_000);
            return true;
        }
    }

    private static CompletableFuture<Wire.Answer> answerOf(Wire wire) {
        var answer = new CompletableFuture<Wire.Answer>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(wire.answer());
            } catch (java.io.IOException broken) {
                answer.completeExceptionally(broken);
            }
        });
        return answer;
    }

    @Test
    @DisplayName("Expect: 100-continue is answered before the body, or refused")
    void expect() throws Exception {
        try (var server = Local.serve(echo(), odd())) {
            try (var wire = Wire.to(server.address("http"))) {
                wire.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                assertThat(wire.head().status()).isEqualTo(100);
                assertThat(wire.send("ok").answer().body()).isEqualTo("ok");
            }
            try (var wire = Wire.to(server.address("http"))) {
                wire.send(
                        "POST /api/v3/things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n");
                assertThat(wire.answer().status()).isEqualTo(413);
            }
        }
    }

    @Test
    @DisplayName("slow heads, slow bodies and silent connections are ended")
    void slowLoris() throws Exception {
        var quick = Duration.ofMillis(200);
        var settings = Local.QUICK.withLimits(HttpLimits.DEFAULT.withTimes(quick, quick, quick));
        try (var server = Local.serve(settings, echo())) {
            try (var wire = Wire.to(server.address("http"))) {
                assertThat(wire.ended()).isTrue();
            }
            try (var wire = Wire.to(server.address("http"))) {
                assertThat(wire.send("GET /api/hello/x HTTP/1.1\r\nHo").answer().status())
                        .isEqualTo(408);
                assertThat(wire.ended()).isTrue();
            }
            try (var wire = Wire.to(server.address("http"))) {
                wire.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
                assertThat(wire.answer().status()).isEqualTo(408);
                assertThat(wire.ended()).isTrue();
            }
            try (var wire = Wire.to(server.address("http"))) {
                assertThat(wire.send("GET /api/hello/x" + GET).answer().status())
                        .isEqualTo(200);
                assertThat(wire.ended()).isTrue();
            }
            assertThat(server.counters().connectionsTimedOut()).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    @DisplayName("connections over the limit are turned away, and there is room again when one leaves")
    void maxConnections() throws Exception {
        var settings = Local.QUICK.withLimits(HttpLimits.DEFAULT.withMaxConnections(1));
        try (var server = Local.serve(settings, echo())) {
            try (var first = Wire.to(server.address("http"))) {
                assertThat(first.send("GET /api/hello/x" + GET).answer().status())
                        .isEqualTo(200);
                try (var second = Wire.to(server.address("http"))) {
                    assertThat(second.ended()).isTrue();
                }
            }
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(server.counters().connections()).isZero());
            try (var third = Wire.to(server.address("http"))) {
                assertThat(third.send("GET /api/hello/x" + GET).answer().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    @DisplayName("an authenticator's principal reaches the handler, and its refusal the caller")
    void authentication() throws Exception {
        Authenticator byHeader = request -> request.header("authorization")
                .<Authentication>map(who -> new Authentication.Authenticated(
                        new Principal("user:" + who, who, java.util.List.of(), null, null)))
                .orElseGet(() -> new Authentication.Denied(Response.empty(401).header("WWW-Authenticate", "carillon")));
        var routes = Routes.under("/v1")
                .get("/open", request -> Response.text(200, "open"))
                .authenticator(byHeader)
                .get("/who", request -> Response.text(200, request.principal().name()))
                .async(
                        "GET",
                        "/loop",
                        (request, loop) -> CompletableFuture.completedFuture(
                                Response.text(200, request.principal().name())));
        try (var server = Local.serve(routes);
                var wire = Wire.to(server.address("http"))) {
            assertThat(wire.send("GET /v1/open" + GET).answer().body()).isEqualTo("open");
            var denied = wire.send("GET /v1/who" + GET).answer();
            assertThat(denied.status()).isEqualTo(401);
            assertThat(denied.header("www-authenticate")).isEqualTo("carillon");
            var head = " HTTP/1.1\r\nHost: x\r\nAuthorization: ada\r\n\r\n";
            assertThat(wire.send("GET /v1/who" + head).answer().body()).isEqualTo("user:ada");
            assertThat(wire.send("GET /v1/loop" + head).answer().body()).isEqualTo("user:ada");
        }
    }

    @Test
    @DisplayName("stopping finishes the request under way and closes resting connections")
    void drain() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var routes = Routes.under("").get("/slow", request -> {
            begun.countDown();
            release.await();
            return Response.text(200, "finished");
        });
        // One loop, so that both connections are told in one moment.
        var server = Local.serve(Local.QUICK.withEventLoops(1), routes);
        try (var resting = Wire.to(server.address("http"));
                var busy = Wire.to(server.address("http"))) {
            busy.send("GET /slow" + GET);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            var stopped = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(20)));
            assertThat(resting.ended()).isTrue();
            release.countDown();
            var answer = busy.answer();
            assertThat(answer.body()).isEqualTo("finished");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(busy.ended()).isTrue();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("pages of allowed origins may read answers, and ask before")
    void cors() throws Exception {
        var settings = Local.QUICK.withCorsOrigins(Set.of("https://ops.example"));
        try (var server = Local.serve(settings, echo());
                var wire = Wire.to(server.address("http"))) {
            var preflight = wire.send(String.join(
                            "\r\n",
                            "OPTIONS /api/echo HTTP/1.1",
                            "Host: x",
                            "Origin: https://ops.example",
                            "Access-Control-Request-Method: POST",
                            "",
                            ""))
                    .answer();
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://ops.example");
            assertThat(preflight.header("access-control-allow-methods")).contains("POST");
            var other = wire.send("GET /api/hello/x HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n\r\n")
                    .answer();
            assertThat(other.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    @DisplayName("a large answer arrives whole")
    void largeAnswer() throws Exception {
        var text = "0123456789".repeat(500_000);
        var routes = Routes.under("").get("/large", request -> Response.text(200, text));
        try (var server = Local.serve(routes);
                var wire = Wire.to(server.address("http"))) {
            var body = wire.send("GET /large" + GET).answer().body();
            assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(5_000_000);
        }
    }
}
