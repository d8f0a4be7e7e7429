package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.core.delivery.Batch;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.thread.LastResort;
import carillon.sdk.event.StoredEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final FrameFormat SSE = new FrameFormat() {
        @Override
        public String dialect() {
            return "plain";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            return SseFrames.frame("1", "", new byte[0]);
        }
    };

    @TempDir
    Path directory;

    private final LinkedBlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<SseStream> streams = new LinkedBlockingQueue<>();

    private final Routes routes = Routes.under("")
            .get("/hello", request -> Response.text(200, "hello " + request.secure()))
            .post("/echo", request -> Response.of(200, "text/plain", request.body()))
            .get("/stream", request -> Response.stream(streams::add))
            .get(
                    "/ws",
                    request -> Response.upgrade(
                            connection -> {
                                opened.add(connection);
                                return new WebSocketListener() {};
                            },
                            WebSocketLimits.RESUMABLE.withOutbox(64 << 20, Integer.MAX_VALUE)));

    private HttpServer serve(Tls tls) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(
                List.of(new Listener("https", address, Router.of(routes), tls)),
                Local.QUICK.withCertificateCheck(Duration.ofMillis(50)));
    }

    /** Trusts exactly the certificate that the server keeps. */
    static SSLContext trusting(Path certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (var in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static SSLSocket socket(HttpServer server, SSLContext context) throws IOException {
        var address = server.address("https");
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", address.getPort());
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static HttpClient client(HttpClient.Version version, Path certificate) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trusting(certificate))
                .build();
    }

    private static URI uri(HttpServer server, String path) {
        return URI.create("https://localhost:" + server.address("https").getPort() + path);
    }

    @Test
    @DisplayName("drp 1.3: a self-signed ECDSA certificate with the local names is made once and kept")
    void keptCertificate() throws Exception {
        var tls = Tls.selfSigned(directory);
        var before = Files.readAllBytes(tls.certificate());
        Tls.selfSigned(directory);
        assertThat(Files.readAllBytes(tls.certificate())).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("key.pem"))))
                .isEqualTo("rw-------");
        try (var in = Files.newInputStream(tls.certificate())) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            certificate.verify(certificate.getPublicKey());
            certificate.checkValidity();
            assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
            assertThat(((ECPublicKey) certificate.getPublicKey())
                            .getParams()
                            .getOrder()
                            .bitLength())
                    .isEqualTo(384);
            assertThat(certificate.getSubjectAlternativeNames())
                    .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        }
    }

    @Test
    @DisplayName("drp 1.3: a key that does not belong to the certificate is refused before the port opens")
    void strangersKey() {
        KeptCertificate.prepare(directory.resolve("c1.pem"), directory.resolve("k1.pem"), Instant.now());
        KeptCertificate.prepare(directory.resolve("c2.pem"), directory.resolve("k2.pem"), Instant.now());
        assertThat(Tls.files(directory.resolve("c1.pem"), directory.resolve("k1.pem")))
                .isNotNull();
        assertThatThrownBy(() -> Tls.files(directory.resolve("c1.pem"), directory.resolve("k2.pem")))
                .hasMessageContaining("k2.pem")
                .hasMessageContaining("does not belong to the certificate");
        assertThatThrownBy(() -> Tls.files(directory.resolve("c1.pem"), directory.resolve("c2.pem")))
                .hasMessageContaining("PKCS#8");
    }

    @Test
    @DisplayName("drp 1.3: while certificate and key do not fit, the pair before goes on being used")
    void halfChanged() throws Exception {
        var tls = Tls.selfSigned(directory);
        try (var server = serve(tls)) {
            var before = proven(server);
            KeptCertificate.prepare(directory.resolve("c2.pem"), directory.resolve("k2.pem"), Instant.now());
            Files.copy(
                    directory.resolve("c2.pem"), tls.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(
                    tls.certificate(), FileTime.from(Instant.now().plusSeconds(2)));
            tls.reloadIfChanged();
            assertThat(proven(server)).isEqualTo(before);
            Files.copy(
                    directory.resolve("k2.pem"),
                    directory.resolve("key.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> assertThat(proven(server)).isNotEqualTo(before));
        }
    }

    @Test
    @DisplayName("a certificate that has run out is made anew at start")
    void expired() throws Exception {
        KeptCertificate.prepare(directory.resolve("certificate.pem"), directory.resolve("key.pem"), Instant.EPOCH);
        var before = Files.readAllBytes(directory.resolve("certificate.pem"));
        var tls = Tls.selfSigned(directory);
        assertThat(Files.readAllBytes(tls.certificate())).isNotEqualTo(before);
    }

    @Test
    @DisplayName("drp 1.3: a certificate on P-256, as older versions made them, is kept and served until it expires")
    void olderCurve() throws Exception {
        var certificate = directory.resolve("certificate.pem");
        onP256(certificate, directory.resolve("key.pem"));
        var before = Files.readString(certificate);
        var tls = Tls.selfSigned(directory);
        assertThat(Files.readString(certificate)).isEqualTo(before);
        try (var server = serve(tls);
                var client = client(HttpClient.Version.HTTP_2, certificate)) {
            var hello = client.send(
                    HttpRequest.newBuilder(uri(server, "/hello")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(hello.body()).isEqualTo("hello true");
            assertThat(((ECPublicKey) proven(server).getPublicKey())
                            .getParams()
                            .getOrder()
                            .bitLength())
                    .isEqualTo(256);
        }
    }

    /** A pair that the JDK's own tool makes. */
    private void onP256(Path certificate, Path key) throws Exception {
        var store = directory.resolve("p256.p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=Carillon (self-signed)",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "secret")
                .inheritIO()
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        pem(certificate, "CERTIFICATE", keys.getCertificate("a").getEncoded());
        pem(key, "PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded());
    }

    private static void pem(Path file, String kind, byte[] der) throws IOException {
        var body = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    @Test
    @DisplayName("drp 1.5: REST over HTTP/2 by ALPN and over HTTP/1.1 on the one port")
    void bothVersions() throws Exception {
        var tls = Tls.selfSigned(directory);
        try (var server = serve(tls)) {
            for (var version : HttpClient.Version.values()) {
                try (var client = client(version, tls.certificate())) {
                    var hello = client.send(
                            HttpRequest.newBuilder(uri(server, "/hello")).build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(hello.version()).isEqualTo(version);
                    assertThat(hello.body()).isEqualTo("hello true");
                    var text = "0123456789".repeat(50_000);
                    var echo = client.send(
                            HttpRequest.newBuilder(uri(server, "/echo"))
                                    .POST(HttpRequest.BodyPublishers.ofString(text))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(echo.body()).isEqualTo(text);
                    var none = client.send(
                            HttpRequest.newBuilder(uri(server, "/none")).build(), HttpResponse.BodyHandlers.ofString());
                    assertThat(none.statusCode()).isEqualTo(404);
                    var large = client.send(
                            HttpRequest.newBuilder(uri(server, "/echo"))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20]))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(large.statusCode()).isEqualTo(413);
                }
            }
        }
    }

    @Test
    @DisplayName("shared frames reach several connections over TLS whole and in order")
    void fanOut() throws Exception {
        var tls = Tls.selfSigned(directory);
        try (var server = serve(tls);
                var one = new Wire(socket(server, trusting(tls.certificate())));
                var two = new Wire(socket(server, trusting(tls.certificate())))) {
            one.upgrade("/ws");
            two.upgrade("/ws");
            var outlets = List.of(opened.take().outlet(SSE), opened.take().outlet(SSE));
            var batch = new Batch(new LongAdder(), LastResort.HALT);
            for (int i = 0; i < 5_000; i++) {
                var frame =
                        batch.begin(WebSocketFrames.text("%0300d".formatted(i).getBytes(StandardCharsets.UTF_8)));
                outlets.forEach(outlet -> batch.add(outlet, frame));
                if (i % 50 == 0) {
                    batch.handOver();
                }
            }
            batch.handOver();
            for (int i = 0; i < 5_000; i++) {
                assertThat(Integer.parseInt(one.readData().text())).isEqualTo(i);
                assertThat(Integer.parseInt(two.readData().text())).isEqualTo(i);
            }
        }
    }

    @Test
    @DisplayName("event streams work over HTTP/2 and over HTTP/1.1")
    void eventStreams() throws Exception {
        var tls = Tls.selfSigned(directory);
        try (var server = serve(tls)) {
            for (var version : HttpClient.Version.values()) {
                try (var client = client(version, tls.certificate())) {
                    var pending = client.sendAsync(
                            HttpRequest.newBuilder(uri(server, "/stream")).build(),
                            HttpResponse.BodyHandlers.ofLines());
                    var stream = streams.poll(10, TimeUnit.SECONDS);
                    assertThat(stream).isNotNull();
                    stream.send(SseFrames.comment("whole"));
                    var outlet = stream.outlet(SSE);
                    var frame = SseFrames.frame("7@e", "", "a\nb".getBytes(StandardCharsets.UTF_8));
                    outlet.lane().execute(() -> {
                        outlet.writePiece(List.of(frame), () -> {});
                        stream.lane().execute(stream::close);
                    });
                    var answer = pending.get(10, TimeUnit.SECONDS);
                    assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
                    assertThat(answer.body().toList())
                            .containsExactly(": whole", "", "id: 7@e", "data: a", "data: b", "");
                }
            }
            await().untilAsserted(() -> assertThat(server.counters().streams()).isZero());
        }
    }

    @Test
    @DisplayName("a changed certificate is taken up, a wrong one is not, and open connections stay")
    void reload() throws Exception {
        var tls = Tls.selfSigned(directory);
        var certificate = tls.certificate();
        try (var server = serve(tls);
                var open = new Wire(socket(server, trusting(certificate)))) {
            var before = proven(server);
            Files.writeString(directory.resolve("key.pem"), "nonsense");
            KeptCertificate.prepare(directory.resolve("c2.pem"), directory.resolve("k2.pem"), Instant.now());
            assertThat(proven(server)).isEqualTo(before);
            Files.move(
                    directory.resolve("k2.pem"),
                    directory.resolve("key.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.move(directory.resolve("c2.pem"), certificate, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(certificate, FileTime.from(Instant.now().plusSeconds(2)));
            await().untilAsserted(() -> assertThat(proven(server)).isNotEqualTo(before));
            assertThat(open.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                            .answer()
                            .body())
                    .isEqualTo("hello true");
        }
    }

    private Certificate proven(HttpServer server) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        var address = server.address("https");
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    @DisplayName("plain HTTP on the TLS port is told why it is turned away, and the server lives on")
    void refused() throws Exception {
        var tls = Tls.selfSigned(directory);
        try (var server = serve(tls)) {
            try (var plain = Wire.to(server.address("https"))) {
                var answer = plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("This port speaks TLS: use https://");
                assertThat(plain.ended()).isTrue();
            }
            try (var good = new Wire(socket(server, trusting(tls.certificate())))) {
                assertThat(good.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(200);
                assertThat(((SSLSocket) good.socket()).getSession().getProtocol())
                        .isEqualTo("TLSv1.3");
            }
        }
    }
}
