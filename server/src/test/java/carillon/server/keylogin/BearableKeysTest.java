package carillon.server.keylogin;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No key that somebody registers makes the answers of others to challenges slow to check. */
class BearableKeysTest {

    @TempDir
    Path data;

    private KeyRing ring() {
        return new KeyRing(data.resolve("keys.json"));
    }

    /** Not a product of two primes, which nothing here looks at. */
    private static RegisteredKey key(String owner, int bits, BigInteger exponent, int number) throws Exception {
        var modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.valueOf(2L * number + 1));
        var key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        return new RegisteredKey(owner, "n", "e", RegisteredKey.stored(key));
    }

    @ParameterizedTest
    @CsvSource({"2048, 2, true", "2048, 17, true", "8192, 31, true", "2048, 32, false", "3072, 3070, false"})
    @DisplayName("an exponent has 32 bits at most")
    void exponents(int bits, int exponentBits, boolean bearable) throws Exception {
        var exponent =
                BigInteger.ONE.shiftLeft(exponentBits).subtract(BigInteger.ONE).setBit(exponentBits);
        assertThat(ring().add(key("eve", bits, exponent, 0))).isEqualTo(bearable);
    }

    @Test
    @DisplayName("one owner has 16 keys at most, and may replace them")
    void number() throws Exception {
        var ring = ring();
        for (int i = 0; i < 16; i++) {
            assertThat(ring.add(key("eve", 2048, RSA_F4, i))).isTrue();
        }
        assertThat(ring.add(key("eve", 2048, RSA_F4, 16))).isFalse();
        assertThat(ring.add(key("eve", 2048, RSA_F4, 15))).isTrue();
        assertThat(ring.add(key("ada", 2048, RSA_F4, 16))).isTrue();
    }

    private static final BigInteger RSA_F4 = BigInteger.valueOf(65_537);
}
