package carillon.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key belongs to a certificate. The TLS engine takes any two that can be read, and then fails every handshake, so
 * it is asked before they are used.
 */
final class KeyMatch {

    // On a file of the operator's own, and without anything to backtrack into.
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    private static final byte[] PROBE = "carillon".getBytes(StandardCharsets.US_ASCII);

    private KeyMatch() {}

    /** Returns if they belong together; throws with what is wrong and what to do otherwise. */
    static void check(Path certificate, Path key) throws IOException {
        try {
            var known = publicKey(certificate);
            var algorithm = switch (known.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default ->
                    throw new IOException("the certificate is for a key of algorithm " + known.getAlgorithm()
                            + "; use one for RSA or EC");
            };
            var signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey(key, known.getAlgorithm()));
            signer.update(PROBE);
            var signature = signer.sign();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(known);
            verifier.update(PROBE);
            if (!verifier.verify(signature)) {
                throw mismatch(null);
            }
        } catch (GeneralSecurityException unfit) {
            throw mismatch(unfit);
        }
    }

    private static IOException mismatch(@Nullable Throwable cause) {
        return new IOException(
                "the key does not belong to the certificate; give the two that were made together", cause);
    }

    private static PublicKey publicKey(Path certificate) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        }
    }

    private static PrivateKey privateKey(Path key, String algorithm) throws IOException, GeneralSecurityException {
        var found = KEY.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new IOException("the key is not PKCS#8 in PEM; convert it with `openssl pkcs8 -topk8 -nocrypt`");
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the key's base64 is damaged", damaged);
        }
    }
}
