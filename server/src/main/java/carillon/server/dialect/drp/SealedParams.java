package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of secure parameters that a client sealed for this server's public key. They are opened before they are stored, and
 * masked like those that came in the open. The key is made, and kept in {@code params.key}, when a client first asks. Any thread.
 */
final class SealedParams {

    private static final String PARAMS = "Params";

    /** What became of an object that may hold sealed values. */
    sealed interface Opened {

        /** Without sealed values; the very same object if it held none. */
        record Plain(ObjectNode object) implements Opened {}

        /** The value of this parameter was sealed for another server, or is damaged. */
        record Foreign(String param) implements Opened {}
    }

    private final DurableFile file;
    // Held while the file is written, on purpose: that happens once.
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable NaclBox box;

    SealedParams(Path data) {
        this.file = new DurableFile(data.resolve("params.key"));
    }

    /** In Base64. */
    String publicKey() {
        return Base64.getEncoder().encodeToString(made().publicKey());
    }

    private NaclBox made() {
        making.lock();
        try {
            var known = stored();
            if (known != null) {
                return known;
            }
            var key = new byte[NaclBox.KEY_BYTES];
            new SecureRandom().nextBytes(key);
            file.write((Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            var fresh = new NaclBox(key);
            box = fresh;
            return fresh;
        } finally {
            making.unlock();
        }
    }

    private @Nullable NaclBox stored() {
        var known = box;
        if (known == null) {
            known = file.read().map(this::read).orElse(null);
            box = known;
        }
        return known;
    }

    private NaclBox read(byte[] content) {
        var key = decoded(new String(content, StandardCharsets.US_ASCII).trim());
        if (key.length != NaclBox.KEY_BYTES) {
            throw new DamagedFileException(
                    file.path(),
                    "it does not hold " + NaclBox.KEY_BYTES + " bytes in Base64",
                    "restore it from a backup, or delete it: clients ask for the new public key by themselves",
                    null);
        }
        return new NaclBox(key);
    }

    Opened opened(ObjectNode object, SecureParams secure) {
        if (!(object.get(PARAMS) instanceof ObjectNode params)) {
            return new Opened.Plain(object);
        }
        ObjectNode plain = null;
        for (var param : params.properties()) {
            if (!secure.has(param.getKey()) || !isSealed(param.getValue())) {
                continue;
            }
            var value = open(param.getValue());
            if (value.isEmpty()) {
                return new Opened.Foreign(param.getKey());
            }
            plain = plain == null ? params.deepCopy() : plain;
            plain.set(param.getKey(), value.get());
        }
        if (plain == null) {
            return new Opened.Plain(object);
        }
        var next = object.deepCopy();
        next.set(PARAMS, plain);
        return new Opened.Plain(next);
    }

    private static boolean isSealed(JsonNode value) {
        return value instanceof ObjectNode object
                && object.size() == 3
                && member(object, "Key").length == NaclBox.KEY_BYTES
                && member(object, "Nonce").length == NaclBox.NONCE_BYTES
                && member(object, "Payload").length >= NaclBox.TAG_BYTES;
    }

    private Optional<JsonNode> open(JsonNode sealed) {
        var own = stored();
        return own == null
                ? Optional.empty()
                : own.open(member(sealed, "Key"), member(sealed, "Nonce"), member(sealed, "Payload"))
                        .flatMap(SealedParams::json);
    }

    private static Optional<JsonNode> json(byte[] bytes) {
        try {
            return Optional.of(Json.parse(bytes).tree());
        } catch (MalformedJsonException noValue) {
            return Optional.empty();
        }
    }

    private static byte[] member(JsonNode object, String name) {
        return decoded(object.path(name).asString(""));
    }

    /** Empty if it is no Base64. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }
}
