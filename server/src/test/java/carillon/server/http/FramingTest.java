package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
