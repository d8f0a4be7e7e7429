package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrpTransportTest {

    @TempDir
    Path data;

    @Test
    @DisplayName("drp 1: REST, over HTTP/1.1 and HTTP/2, and the socket on one TLS port, by default 8092")
    void item1_onePort() throws IOException, InterruptedException {
        assertThat(Settings.HTTPS_PORT.fallback()).isEqualTo("8092");
        assertThat(DrpConfig.DEFAULT.apiPort()).isEqualTo(8092);
        try (var server = DrpServer.start(data);
                var session = server.session().register("t1.*.*")) {
            assertThat(server.url("http")).startsWith("https://");
            for (var version : HttpClient.Version.values()) {
                if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
                    var client = HttpClient.newBuilder()
                            .version(version)
                            .sslContext(Trusting.context())
                            .build();
                    var request = HttpRequest.newBuilder(
                                    URI.create(server.url("http") + "/api/v3/info?token=root:rootpw"))
                            .build();
                    var answer = client.send(request, BodyHandlers.ofString());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.version()).isEqualTo(version);
                }
            }
            server.publish("t1", "x", "y");
            assertThat(session.drain()).containsExactly("t1.x.y");
        }
    }

    @Test
    @DisplayName("drp 2: a self-signed certificate is made at the first start and used again at the next")
    void item2_keptCertificate() throws IOException {
        var first = certificate();
        assertThat(first).isEqualTo(certificate());
    }

    private Certificate certificate() throws IOException {
        try (var server = DrpServer.start(data)) {
            var address = server.http.address("https");
            try (var socket = (SSLSocket)
                    Trusting.context().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                return socket.getSession().getPeerCertificates()[0];
            }
        }
    }
}
