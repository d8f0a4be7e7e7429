package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Attacks one server at random, one attack after another, and keeps what it opened for a while. One thread. */
final class Attacker implements AutoCloseable {

    /** May do everything, as far as rights go. */
    static final String STRONG = "mallory:a-password-for-tests";

    /** May log in, and nothing else. */
    static final String WEAK = "eve:a-password-for-tests";

    private static final int KEPT = 100;

    final Mutations dice;
    private final ServerProcess server;
    private final HttpClient client = ServerProcess.client();
    private final Queue<AutoCloseable> kept = new ArrayDeque<>();

    Attacker(ServerProcess server, long seed) {
        this.server = server;
        this.dice = new Mutations(seed);
    }

    static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** With all rights. The answer has to be one that a server in order gives. */
    HttpResponse<String> call(String method, String path, String body) throws Exception {
        return call(basic(STRONG), method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> call(String authorization, String method, String path, String type, byte[] body)
            throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("authorization", authorization)
                        .header("content-type", type)
                        .timeout(Duration.ofMinutes(1))
                        .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode() < 500 || answer.statusCode() == 503)
                .as("%s %s: %d %s", method, path, answer.statusCode(), start(answer.body()))
                .isTrue();
        return answer;
    }

    private static String start(String text) {
        return text.substring(0, Math.min(500, text.length()));
    }

    /** Nobody waits for the answer, and nobody reads it. */
    void fire(String authorization, String path) {
        var _ = client.sendAsync(
                HttpRequest.newBuilder(server.uri(path))
                        .header("authorization", authorization)
                        .build(),
                BodyHandlers.discarding());
    }

    /** Past the HTTP client, with a small buffer for what comes. */
    Socket connect() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return socket;
    }

    void write(Socket socket, String head) throws IOException {
        var whole = head.replace("HOST", "Host: 127.0.0.1:" + server.port())
                .replace("LOGIN", "Authorization: " + basic(STRONG))
                .replace("\n", "\r\n");
        socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Somebody who reads nothing at all unless the listener asks for it. */
    WebSocket socket(String path, String protocol, WebSocket.Listener listener) throws Exception {
        var builder = client.newWebSocketBuilder().header("authorization", basic(STRONG));
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        return builder.buildAsync(URI.create("ws" + server.uri(path).toString().substring(4)), listener)
                .get(20, TimeUnit.SECONDS);
    }

    static void send(WebSocket socket, String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    /** Stays open until a hundred others have come after it. */
    void keep(AutoCloseable open) throws Exception {
        kept.add(open);
        if (kept.size() > KEPT) {
            kept.remove().close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            for (var open : kept) {
                open.close();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            throw new IOException("what the attacker kept open could not be closed", failed);
        } finally {
            client.shutdownNow();
        }
    }
}
