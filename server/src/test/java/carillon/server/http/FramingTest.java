package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose length or headers two readers could understand differently: refused, and the connection closed (RFC 9112). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    @SuppressWarnings("NullAway.Init") // set before the tests
    private HttpServer server;

    @BeforeAll
    void start() {
        server = Local.serve(Routes.under("")
                .post(
                        "/echo",
                        request -> Response.text(
                                200,
                                new String(request.body(), StandardCharsets.UTF_8)
                                        + request.header("x-folded")
                                                .map(folded -> ":" + folded)
                                                .orElse("")))
                .get("/smuggled", request -> Response.text(200, "smuggled")));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    Transfer-Encoding: gzip, chunked | 501
                    Transfer-Encoding: gzip\\r\\nTransfer-Encoding: chunked | 501
                    Transfer-Encoding: identity, chunked | 501
                    Transfer-Encoding: chunked, chunked | 400
                    Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked | 400
                    Transfer-Encoding: chunked, gzip | 400
                    Transfer-Encoding: gzip | 400
                    Transfer-Encoding: identity | 400
                    Transfer-Encoding: xchunked | 400
                    Transfer-Encoding: chunked;q=1 | 400
                    Transfer-Encoding: ,chunked | 501
                    Transfer-Encoding: gzip,\\r\\n chunked | 501
                    Transfer-Encoding:  | 400
                    Transfer-Encoding: chunked\\r\\nContent-Length: 4 | 400
                    Content-Length: 4\\r\\nTransfer-Encoding: chunked | 400
                    Content-Length: 4\\r\\nContent-Length: 5 | 400
                    Content-Length: 4, 5 | 400
                    Content-Length: +4 | 400
                    Content-Length: -4 | 400
                    Content-Length: 0x4 | 400
                    Content-Length: 4 4 | 400
                    Content-Length: 99999999999999999999 | 413
                    Content-Length: 2000000 | 413
                    Content-Length:  | 400
                    Content-Encoding: gzip\\r\\nContent-Length: 4 | 415
                    \\sTransfer-Encoding: chunked | 400
                    \\tContent-Length: 4 | 400
                    Transfer-Encoding : chunked | 400
                    Trans\\001fer: chunked | 400
                    Trans(fer: chunked | 400
                    : nothing | 400
                    nocolon | 400
                    X-Zero: a\\000b | 400
                    X-Return: a\\rb | 400
                    """)
    void isRefused(String headers, int status) throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send("POST /echo HTTP/1.1\r\nHost: h\r\n" + unescaped(headers) + "\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
                    + SMUGGLED);
            var answer = wire.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.ended()).isTrue();
        }
    }

    /** Request lines and heads that two readers could understand differently (RFC 9112 sections 2.2, 2.3, 3, 3.2, 5.1 and 5.2). */
    @ParameterizedTest(name = "{0} -> 400")
    @ValueSource(
            strings = {
                "GET /smuggled HTTP/9.9\\r\\nHost: h",
                "GET /smuggled HTTP/2.0\\r\\nHost: h",
                "GET /smuggled HTTP/1.2\\r\\nHost: h",
                "GET /smuggled HTTP/0.9\\r\\nHost: h",
                "GET /smuggled HTTP/01.1\\r\\nHost: h",
                "GET /smuggled HTTP/1.1x\\r\\nHost: h",
                "GET /smuggled http/1.1\\r\\nHost: h",
                "GET /smuggled ICAP/1.1\\r\\nHost: h",
                "GET /smuggled HTTP/1.1 \\r\\nHost: h",
                "GET /smuggled\\r\\nHost: h",
                "GET  /smuggled HTTP/1.1\\r\\nHost: h",
                "GET /smuggled  HTTP/1.1\\r\\nHost: h",
                "GET\\t/smuggled HTTP/1.1\\r\\nHost: h",
                "GET /smuggled\\tHTTP/1.1\\r\\nHost: h",
                "GET /smuggled\\013HTTP/1.1\\r\\nHost: h",
                "GET\\f/smuggled HTTP/1.1\\r\\nHost: h",
                "GET /smuggled\\rHTTP/1.1\\r\\nHost: h",
                "GET /smuggled HTTP/1.1\\rHost: h",
                "GET /smuggled HTTP/1.1\\nHost: h",
                "GET /smuggled?a\\tb HTTP/1.1\\r\\nHost: h",
                "GET /smuggled?a b HTTP/1.1\\r\\nHost: h",
                "GET /smuggled?a\\001b HTTP/1.1\\r\\nHost: h",
                "GET /smuggled?a\\177b HTTP/1.1\\r\\nHost: h",
                "GET /smuggled?a\\000b HTTP/1.1\\r\\nHost: h",
                "GET /smuggled?\u00e9 HTTP/1.1\\r\\nHost: h",
                "GET /smuggled#x HTTP/1.1\\r\\nHost: h",
                "GET smuggled HTTP/1.1\\r\\nHost: h",
                "GET ftp://h/smuggled HTTP/1.1\\r\\nHost: h",
                "GET http:///smuggled HTTP/1.1\\r\\nHost: h",
                "GET http://u@h/smuggled HTTP/1.1\\r\\nHost: h",
                "G(T /smuggled HTTP/1.1\\r\\nHost: h",
                "G\\001T /smuggled HTTP/1.1\\r\\nHost: h",
                "\\tGET /smuggled HTTP/1.1\\r\\nHost: h",
                "\\000GET /smuggled HTTP/1.1\\r\\nHost: h",
                "GET /smuggled HTTP/1.1\\r\\n Host: h",
                "GET /smuggled HTTP/1.1\\r\\nX: y",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nHost: h",
                "GET /smuggled HTTP/1.0\\r\\nHost: h\\r\\nHost: g",
                "GET /smuggled HTTP/1.1\\r\\nHost: h, g",
                "GET /smuggled HTTP/1.1\\r\\nHost: h g",
                "GET /smuggled HTTP/1.1\\r\\nHost: h:port",
                "GET /smuggled HTTP/1.1\\r\\nHost: h:1:2",
                "GET /smuggled HTTP/1.1\\r\\nHost: [::1",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX : y",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX\\t: y",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: a\\rb",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: a\\013b",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: a\\001b",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: a\\177b"
            })
    void doubtfulHeadsAreRefused(String head) throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send(unescaped(head) + "\r\n\r\n" + SMUGGLED);
            var answer = wire.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.ended()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} -> 200")
    @ValueSource(
            strings = {
                "GET /smuggled HTTP/1.0",
                "GET /smuggled HTTP/1.0\\r\\nHost: h",
                "\\r\\nGET /smuggled HTTP/1.1\\r\\nHost: h",
                "GET /smuggled HTTP/1.1\\r\\nHost:h",
                "GET /smuggled HTTP/1.1\\r\\nHost: \\t h \\t",
                "GET /smuggled HTTP/1.1\\r\\nHost:",
                "GET /smuggled HTTP/1.1\\r\\nHost: [::1]:80",
                "GET /smuggled HTTP/1.1\\r\\nHost: h:",
                "GET http://h/smuggled HTTP/1.1\\r\\nHost: h",
                "GET http://other/smuggled HTTP/1.1\\r\\nHost: h",
                "GET HTTP://H:80/smuggled HTTP/1.1\\r\\nHost: h:80",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: a\\tb",
                "GET /smuggled HTTP/1.1\\r\\nHost: h\\r\\nX: \u00e9"
            })
    void plainHeadsAreServed(String head) throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            assertThat(wire.send(unescaped(head) + "\r\n\r\n").answer().body()).isEqualTo("smuggled");
        }
    }

    /** A folded header is one header with a blank in it (RFC 9112 section 5.2). */
    @Test
    void foldedHeaders() throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send("POST /echo HTTP/1.1\r\nHost: h\r\nX-Folded: one\r\n\ttwo\r\nContent-Length: 2\r\n\r\nab");
            assertThat(wire.answer().body()).isEqualTo("ab:one two");
        }
    }

    @Test
    void chunksNeedHttp11() throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n" + SMUGGLED);
            assertThat(wire.answer().status()).isEqualTo(400);
            assertThat(wire.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"Chunked", "chunked ", "CHUNKED"})
    void chunksInAnyCase(String name) throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send(
                    "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: " + name + "\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
            assertThat(wire.answer().body()).isEqualTo("abcd");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    4\\r\\nabcdef\\r\\n0\\r\\n\\r\\n | 400
                    4\\nabcd\\n0\\n\\n | 400
                    zz\\r\\nabcd\\r\\n0\\r\\n\\r\\n | 400
                    -4\\r\\nabcd\\r\\n0\\r\\n\\r\\n | 400
                    0x4\\r\\nabcd\\r\\n0\\r\\n\\r\\n | 400
                    FFFFFFFFFF\\r\\nabcd | 413
                    """)
    void brokenChunks(String chunks, int status) throws Exception {
        try (var wire = Wire.to(server.address("http"))) {
            wire.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + unescaped(chunks));
            assertThat(wire.answer().status()).isEqualTo(status);
        }
    }

    private static String unescaped(String text) {
        return text.translateEscapes();
    }
}
