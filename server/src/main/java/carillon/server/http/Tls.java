package carillon.server.http;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a TLS listener proves itself with: certificate and key on files, read again when they change. Connections that are
 * open keep what they began with. Thread-safe.
 */
public final class Tls {

    private static final Logger log = LoggerFactory.getLogger(Tls.class);

    private final Path certificate;
    private final Path key;
    private volatile Loaded loaded;

    private record Loaded(SslContext context, FileTime certificateTime, FileTime keyTime) {}

    private Tls(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
        this.loaded = load();
    }

    /**
     * A certificate and a PKCS#8 key, both PEM.
     *
     * @throws UncheckedIOException if they cannot be read or do not fit together
     */
    public static Tls files(Path certificate, Path key) {
        return new Tls(certificate, key);
    }

    /** A self-signed certificate for this machine's names and addresses, made in the directory if there is none yet. */
    public static Tls selfSigned(Path directory) {
        var certificate = directory.resolve("certificate.pem");
        var key = directory.resolve("key.pem");
        KeptCertificate.prepare(certificate, key, Instant.now());
        return new Tls(certificate, key);
    }

    SslContext context() {
        return loaded.context();
    }

    public Path certificate() {
        return certificate;
    }

    /** Looks whether the files changed, and uses the new ones if they are good. Blocks on disk. */
    void reloadIfChanged() {
        try {
            var now = loaded;
            if (modified(certificate).equals(now.certificateTime)
                    && modified(key).equals(now.keyTime)) {
                return;
            }
            loaded = load();
            log.info("Certificate {} was read again", certificate);
        } catch (UncheckedIOException | IOException unusable) {
            // Both files change one after the other: between the two they do not fit, and the next look will do.
            log.warn("The changed certificate is not used, the one before still is: {}", unusable.getMessage());
        }
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    private Loaded load() {
        try {
            var certificateTime = modified(certificate);
            var keyTime = modified(key);
            KeyMatch.check(certificate, key);
            var context = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
            return new Loaded(context, certificateTime, keyTime);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UncheckedIOException(
                    "cannot use certificate " + certificate + " with key " + key + ": " + unreadable.getMessage(),
                    unreadable instanceof IOException io ? io : new IOException(unreadable));
        }
    }
}
