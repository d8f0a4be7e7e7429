package carillon.server.dialect.drp;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * Opens what was sealed for one private key by NaCl's {@code box}: X25519, XSalsa20 and Poly1305, of which the JDK has the first.
 * It opens only, a few times a minute, so it is written to be read.
 */
final class NaclBox {

    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 24;
    static final int TAG_BYTES = 16;

    private static final int BLOCK = 64;
    private static final String CURVE = "X25519";
    /** "expand 32-byte k" */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private final byte[] privateKey;

    NaclBox(byte[] privateKey) {
        this.privateKey = privateKey.clone();
    }

    byte[] publicKey() {
        var base = new byte[KEY_BYTES];
        base[0] = 9;
        return agreed(base).orElseThrow();
    }

    /** Empty if it was sealed for another key, or was changed since. */
    Optional<byte[]> open(byte[] senderKey, byte[] nonce, byte[] payload) {
        return agreed(senderKey).flatMap(shared -> {
            var key = hashed(hashed(shared, new byte[TAG_BYTES]), Arrays.copyOf(nonce, 16));
            var sealed = Arrays.copyOfRange(payload, TAG_BYTES, payload.length);
            var stream = stream(key, Arrays.copyOfRange(nonce, 16, NONCE_BYTES), KEY_BYTES + sealed.length);
            var tag = tag(Arrays.copyOf(stream, KEY_BYTES), sealed);
            if (!MessageDigest.isEqual(tag, Arrays.copyOf(payload, TAG_BYTES))) {
                return Optional.empty();
            }
            for (int i = 0; i < sealed.length; i++) {
                sealed[i] ^= stream[KEY_BYTES + i];
            }
            return Optional.of(sealed);
        });
    }

    private Optional<byte[]> agreed(byte[] publicKey) {
        try {
            var keys = KeyFactory.getInstance(CURVE);
            var point = publicKey.clone();
            // RFC 7748, section 5: the last bit says nothing.
            point[KEY_BYTES - 1] &= 0x7F;
            var agreement = KeyAgreement.getInstance(CURVE);
            agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey)));
            agreement.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(point))), true);
            return Optional.of(agreement.generateSecret());
        } catch (InvalidKeyException weak) {
            return Optional.empty();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has X25519", missing);
        }
    }

    /** HSalsa20. */
    private static byte[] hashed(byte[] key, byte[] input) {
        var state = rounds(state(key, input));
        var out = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : new int[] {0, 5, 10, 15, 6, 7, 8, 9}) {
            out.putInt(state[word]);
        }
        return out.array();
    }

    /** Salsa20's key stream. */
    private static byte[] stream(byte[] key, byte[] nonce, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        var out = ByteBuffer.allocate(blocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (long block = 0; block < blocks; block++) {
            var input = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(nonce)
                    .putLong(block);
            var before = state(key, input.array());
            var after = rounds(before);
            for (int i = 0; i < after.length; i++) {
                out.putInt(after[i] + before[i]);
            }
        }
        return Arrays.copyOf(out.array(), length);
    }

    private static int[] state(byte[] key, byte[] input) {
        var k = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        var in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        return new int[] {
            SIGMA[0], k.get(0), k.get(1), k.get(2), k.get(3), SIGMA[1], in.get(0), in.get(1), in.get(2), in.get(3),
            SIGMA[2], k.get(4), k.get(5), k.get(6), k.get(7), SIGMA[3]
        };
    }

    private static int[] rounds(int[] before) {
        var x = before.clone();
        for (int twice = 0; twice < 10; twice++) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        return x;
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    /** Poly1305. */
    private static byte[] tag(byte[] key, byte[] text) {
        var r = number(Arrays.copyOf(key, 16)).and(CLAMP);
        var sum = BigInteger.ZERO;
        for (int at = 0; at < text.length; at += 16) {
            int size = Math.min(16, text.length - at);
            var block = Arrays.copyOf(Arrays.copyOfRange(text, at, at + size), size + 1);
            block[size] = 1;
            sum = sum.add(number(block)).multiply(r).mod(PRIME);
        }
        sum = sum.add(number(Arrays.copyOfRange(key, 16, KEY_BYTES)));
        var tag = new byte[TAG_BYTES];
        for (int i = 0; i < TAG_BYTES; i++) {
            tag[i] = sum.shiftRight(8 * i).byteValue();
        }
        return tag;
    }

    private static BigInteger number(byte[] littleEndian) {
        var bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        }
        return new BigInteger(1, bigEndian);
    }
}
