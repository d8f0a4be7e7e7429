package carillon.server.http;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a certificate that nobody but itself vouches for: ECDSA on P-384, as Digital Rebar does, because there are clients
 * that know no other curve. Written out in DER because the JDK can read certificates only, and a library for this one
 * moment weighs eight megabytes.
 */
final class SelfSigned {

    /** What browsers still accept. */
    private static final Duration VALID = Duration.ofDays(825);

    private static final byte[] ECDSA_SHA384 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 3));

    private SelfSigned() {}

    record Made(KeyPair keys, X509Certificate certificate) {}

    /** A certificate for these names and addresses. */
    static Made make(List<String> names, List<InetAddress> addresses, Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            var keys = generator.generateKeyPair();
            var body = body(keys, names, addresses, now);
            var signature = Signature.getInstance("SHA384withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            var whole = Der.sequence(body, ECDSA_SHA384, Der.bits(0, signature.sign()));
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
            return new Made(keys, certificate);
        } catch (GeneralSecurityException noEllipticCurves) {
            throw new IllegalStateException("every JDK has P-384 and X.509", noEllipticCurves);
        }
    }

    /** TBSCertificate, RFC 5280 section 4.1. */
    private static byte[] body(KeyPair keys, List<String> names, List<InetAddress> addresses, Instant now) {
        var name = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text("Carillon (self-signed)"))));
        // Clocks of clients may be behind.
        var validity = Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(VALID)));
        return Der.sequence(
                Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA_SHA384,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xA3, extensions(names, addresses)));
    }

    private static byte[] extensions(List<String> names, List<InetAddress> addresses) {
        // An authority for itself, so that it can be taken into a store of trusted certificates.
        var authority = Der.sequence(Der.oid(2, 5, 29, 19), Der.yes(), Der.octets(Der.sequence(Der.yes())));
        // digitalSignature and keyCertSign.
        var usage = Der.sequence(Der.oid(2, 5, 29, 15), Der.yes(), Der.octets(Der.bits(2, new byte[] {(byte) 0x84})));
        var server = Der.sequence(Der.oid(2, 5, 29, 37), Der.octets(Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1))));
        var alternatives = new ArrayList<byte[]>();
        names.forEach(each -> alternatives.add(Der.tagged(0x82, each.getBytes(StandardCharsets.US_ASCII))));
        addresses.forEach(each -> alternatives.add(Der.tagged(0x87, each.getAddress())));
        var subject =
                Der.sequence(Der.oid(2, 5, 29, 17), Der.octets(Der.sequence(alternatives.toArray(byte[][]::new))));
        return Der.sequence(authority, usage, server, subject);
    }
}
