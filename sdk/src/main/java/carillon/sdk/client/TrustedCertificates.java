package carillon.sdk.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of a file as the only ones that connections trust. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    static SSLContext read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                count++;
                store.setCertificateEntry("trusted-" + count, certificate);
            }
            if (count == 0) {
                throw new IOException(file + " holds no certificate; PEM begins with -----BEGIN CERTIFICATE-----");
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(
                    file + " holds no certificates that can be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
