package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secure parameters that a client seals, with a box that NaCl itself made for the private key 1, 2, … 32. */
class SealedParamsTest {

    private static final String PUBLIC_KEY = "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw=";
    private static final String SEALED =
            "{\"Key\":\"VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=\",\"Nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\","
                    + "\"Payload\":\"eRvPmDOtdiDBg98Tj1yOC3FzdAUgmratjt85KpZwG+RtSG3uzvvUpQt6J4LXCyUsbMZDZs7DLANYBR9j5w+AFj8P"
                    + "fror/HCzG98MwXVghYaf7ehl32kDPjwLZJud3GqUZjD44hyjmG07YUzqb5uQLw==\"}";
    private static final String OPEN =
            "{\"user\":\"ada\",\"pin\":\"4711 and some more text, so that it takes more than one block of 64 bytes\"}";

    private static byte[] key() {
        var key = new byte[32];
        IntStream.range(0, key.length).forEach(i -> key[i] = (byte) (i + 1));
        return key;
    }

    @Test
    void aSecureParameterIsSetWithTheClientsPublicKeyCall(@TempDir Path data) throws Exception {
        Files.writeString(data.resolve("params.key"), Base64.getEncoder().encodeToString(key()) + "\n");
        try (var server = DrpServer.start(data);
                var session = server.session().register("machines.*.*")) {
            var rest = server.rest();
            rest.post("/params", "{\"Name\":\"login\",\"Secure\":true}");
            rest.post("/machines", "{\"Uuid\":\"m\"}");
            assertThat(rest.get("/machines/m/pubkey").body()).isEqualTo("\"" + PUBLIC_KEY + "\"");
            assertThat(rest.get("/machines/none/pubkey").status()).isEqualTo(404);
            var set = rest.post("/machines/m/params/login", SEALED);
            assertThat(set.status()).as(set.body()).isEqualTo(200);
            assertThat(set.body()).isEqualTo("\"********\"");
            assertThat(rest.get("/machines/m/params/login?decode=true").body()).isEqualTo(OPEN);
            assertThat(session.drainEvents())
                    .noneMatch(event -> event.toString().contains("4711"));
            var damaged = rest.post("/machines/m/params/login", SEALED.replace("eRvP", "eRvQ"));
            assertThat(damaged.status()).isEqualTo(422);
            assertThat(damaged.json().get("Messages").get(0).stringValue()).contains("login", "pubkey");
            var weak = rest.post(
                    "/machines/m/params/login",
                    SEALED.replace("VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=", "A".repeat(43) + "="));
            assertThat(weak.status()).isEqualTo(422);
            assertThat(rest.get("/machines/m/params/login?decode=true").body()).isEqualTo(OPEN);
            rest.post("/machines/m/params/plain", SEALED);
            assertThat(rest.get("/machines/m/params/plain").body()).isEqualTo(SEALED);
        }
    }

    @Test
    void theKeyIsMadeOnceAndKept(@TempDir Path data) {
        String first;
        try (var server = DrpServer.start(data)) {
            assertThat(data.resolve("params.key")).doesNotExist();
            server.rest().post("/machines", "{\"Uuid\":\"m\"}");
            first = server.rest().get("/machines/m/pubkey").body();
            assertThat(Base64.getDecoder().decode(first.replace("\"", ""))).hasSize(32);
        }
        try (var server = DrpServer.start(data)) {
            server.rest().post("/machines", "{\"Uuid\":\"m\"}");
            assertThat(server.rest().get("/machines/m/pubkey").body()).isEqualTo(first);
        }
    }
}
