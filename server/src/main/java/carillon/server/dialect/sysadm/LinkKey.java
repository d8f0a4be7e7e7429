package carillon.server.dialect.sysadm;

import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The private key that this server logs in to bridges with. */
final class LinkKey {

    private static final Logger LOG = LoggerFactory.getLogger(LinkKey.class);
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "\n-----END PRIVATE KEY-----\n";
    private static final int BITS = 3072;

    private LinkKey() {}

    /** Reads the key; makes one at the first start, with its public half beside it, ready to be registered. */
    static PrivateKey open(Path file) {
        try {
            return Files.exists(file) ? read(file) : make(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read or write the key " + file, failed);
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            throw new DamagedFileException(
                    file,
                    "it holds no RSA key in PKCS#8 PEM form",
                    "restore it from a backup, or delete it to have a new one made, and register that with the bridges",
                    noKey);
        }
    }

    private static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
        var text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        var der = Base64.getMimeDecoder().decode(text);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static PrivateKey make(Path file) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        var pair = generator.generateKeyPair();
        var half = file.resolveSibling(file.getFileName() + ".pub");
        // First the public half: if the server dies in between, the next start makes both again.
        new DurableFile(half)
                .write((RegisteredKey.stored(pair.getPublic()) + "\n").getBytes(StandardCharsets.US_ASCII));
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        new DurableFile(file).write((BEGIN + lines + END).getBytes(StandardCharsets.US_ASCII));
        LOG.info("made a key for bridges; register it there: carillon bridge key add NICKNAME {}", half);
        return pair.getPrivate();
    }
}
