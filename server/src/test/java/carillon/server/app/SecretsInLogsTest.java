package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.TokenRequest;
import carillon.server.socketio.RecordingWebSocket;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No line of the log holds a query string or what proves who somebody is, on any level, whatever becomes of the request. */
class SecretsInLogsTest {

    private static final String SECRET = "hunter-7";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("nobody:" + SECRET).getBytes(StandardCharsets.US_ASCII));

    private final Logger logger = (Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) org.slf4j.LoggerFactory.getLogger("carillon");
    private final Keeping lines = new Keeping();
    private @Nullable Level before;

    /** What is logged, with what was thrown. */
    private static final class Keeping extends AppenderBase<ILoggingEvent> {
        final Queue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            texts.add(event.getLoggerName() + " " + event.getFormattedMessage());
            for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
                texts.add(thrown.getClassName() + ": " + thrown.getMessage());
            }
        }
    }

    @BeforeEach
    void listen() {
        before = own.getLevel();
        own.setLevel(Level.TRACE);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        own.setLevel(before);
    }

    @Test
    @DisplayName("refused, unknown, malformed and broken requests, streams and sockets")
    void requests(@TempDir Path data) throws Exception {
        try (var server = new TestServer(data, Map.of())) {
            var token = server.server()
                    .directory()
                    .issue(new TokenRequest("user:rocketskates", "rocketskates", Duration.ofHours(1), null, List.of()))
                    .orElseThrow();
            for (var secret : List.of(SECRET, token)) {
                for (var path : List.of(
                        "/v1/session",
                        "/nothing",
                        "/api/v3/users/root/token",
                        "/events",
                        "/socket.io/",
                        "/v1/events?limit=x",
                        "/%zz")) {
                    requests(path, secret).forEach(request -> send(server.base(), request));
                }
                for (var path : List.of("/api/v3/ws?", "/events/ws?", "/socket.io/?EIO=4&transport=websocket&")) {
                    socket(server.base(), path + "token=" + secret, secret);
                }
            }
            assertThat(lines.texts).noneMatch(text -> text.contains(token));
        }
        assertThat(lines.texts).as("something is logged").anyMatch(text -> text.contains("login failed"));
        assertThat(lines.texts)
                .noneMatch(text -> text.contains(SECRET))
                .noneMatch(text -> text.contains(BASIC.substring(6)));
    }

    private static List<String> requests(String path, String secret) {
        var query = (path.contains("?") ? "&" : "?") + "token=" + secret;
        var rest = "\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 2\r\n";
        return List.of(
                "GET " + path + query + " HTTP/1.1" + rest + "\r\n{}",
                "GET " + path + " HTTP/1.1" + rest + "Authorization: Bearer " + secret + "\r\n\r\n{}",
                "POST " + path + query + " HTTP/1.1" + rest + "Authorization: " + BASIC + "\r\n\r\n{}",
                "GET " + path + query + " HTTP/1.1" + rest + "Authorization: " + secret
                        + "\r\nTransfer-Encoding: gzip\r\n\r\n",
                "GET " + path + query + " " + secret + " HTTP/1.1" + rest + "Authorization: " + BASIC + "\r\n\r\n");
    }

    private static void send(URI base, String request) {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void socket(URI base, String path, String secret) {
        try (var socket =
                RecordingWebSocket.open(URI.create(base.resolve(path).toString().replaceFirst("http", "ws")))) {
            socket.send("{\"auth\":{\"token\":\"" + secret + "\"}}");
        } catch (CompletionException refused) {
            assertThat(refused).hasMessageContaining("WebSocketHandshakeException");
        }
    }
}
