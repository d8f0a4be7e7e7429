package carillon.server.http;

import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The self-signed certificate in the data directory: made at first start, kept, and made anew when it has run out. */
final class KeptCertificate {

    private static final Logger log = LoggerFactory.getLogger(KeptCertificate.class);

    private KeptCertificate() {}

    /** Sees to it that both files are there. */
    static void prepare(Path certificate, Path key, Instant now) {
        try {
            if (Files.exists(certificate) && Files.exists(key) && isValid(certificate, now)) {
                return;
            }
            var made = SelfSigned.make(names(), addresses(), now);
            write(key, "PRIVATE KEY", made.keys().getPrivate().getEncoded());
            write(certificate, "CERTIFICATE", made.certificate().getEncoded());
            log.info(
                    "Made a self-signed certificate, {}, valid until {}",
                    certificate,
                    made.certificate().getNotAfter());
        } catch (IOException | CertificateEncodingException failed) {
            throw new UncheckedIOException(
                    "cannot keep the certificate at " + certificate + ": " + failed.getMessage(),
                    failed instanceof IOException io ? io : new IOException(failed));
        }
    }

    private static boolean isValid(Path certificate, Instant now) throws IOException {
        try (var in = Files.newInputStream(certificate)) {
            var found =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return found.getNotAfter().toInstant().isAfter(now);
        } catch (CertificateException damaged) {
            throw new DamagedFileException(
                    certificate,
                    String.valueOf(damaged.getMessage()),
                    "delete it and its key, and the next start makes both again",
                    damaged);
        }
    }

    /** Whole or not at all, and readable by nobody else from the first moment. */
    private static void write(Path file, String kind, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        var pem = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
        new DurableFile(file).write(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> names() {
        var names = new LinkedHashSet<>(List.of("localhost"));
        try {
            var local = InetAddress.getLocalHost().getHostName();
            if (local.chars().allMatch(c -> c > ' ' && c < 127) && !local.isEmpty()) {
                names.add(local);
            }
        } catch (UnknownHostException nameless) {
            log.debug("This machine does not know its own name: {}", nameless.getMessage());
        }
        return List.copyOf(names);
    }

    private static List<InetAddress> addresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .distinct()
                .toList();
    }
}
