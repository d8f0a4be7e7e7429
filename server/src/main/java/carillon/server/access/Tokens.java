package carillon.server.access;

import carillon.core.access.Claim;
import carillon.core.access.TokenRequest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as signed JWTs: characters {@code A-Z a-z 0-9 - _ .} only, no state on the server. Each is bound to its user's
 * secret by a fingerprint of it, so that rotating the secret revokes them all. HS384 because its signature fills whole
 * base64 characters: no two texts stand for the same signature.
 */
final class Tokens {

    private static final int MAX_CHARS = 16 * 1024;
    private static final String USER = "usr";
    private static final String SECRET = "sec";
    private static final String SEAL = "sea";
    private static final String ROLES = "rol";
    private static final String DIRECT = "clm";

    /**
     * An opened token.
     *
     * @param seal a fingerprint of another secret that it is bound to; empty for none
     * @param roles null for all roles of the user
     */
    record Opened(
            String principal,
            String user,
            String fingerprint,
            String seal,
            Instant expires,
            @Nullable Set<String> roles,
            List<Claim> direct) {}

    private final MACSigner signer;
    private final MACVerifier verifier;

    Tokens(byte[] key) {
        try {
            signer = new MACSigner(key);
            verifier = new MACVerifier(key);
        } catch (JOSEException tooShort) {
            throw new IllegalStateException("the signing key is unusable: " + tooShort.getMessage(), tooShort);
        }
    }

    String sign(TokenRequest request, String secret, @Nullable Set<String> roles, Instant now) {
        var claims = new JWTClaimsSet.Builder()
                .subject(request.principal())
                .issueTime(Date.from(now))
                // Rounded up: a token of five seconds must not be over after four and a bit.
                .expirationTime(Date.from(now.plus(request.lifetime()).plusMillis(999)))
                .claim(USER, request.user())
                .claim(SECRET, Fingerprint.of(secret))
                .claim(SEAL, request.seal() == null ? null : Fingerprint.of(request.seal()))
                .claim(ROLES, roles == null ? null : List.copyOf(roles))
                .claim(DIRECT, request.direct().stream().map(Tokens::written).toList());
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS384), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException failed) {
            throw new IllegalStateException("cannot sign a token", failed);
        }
        return token.serialize();
    }

    /** Empty if it is no token of ours; whether it is over or revoked is for the caller to say. */
    Optional<Opened> open(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            var token = SignedJWT.parse(text);
            if (!isCanonical(token)) {
                return Optional.empty();
            }
            // The algorithm is fixed here: what the token says about itself must not choose how it is checked.
            if (!JWSAlgorithm.HS384.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                return Optional.empty();
            }
            return Optional.of(opened(token.getJWTClaimsSet()));
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * Whether no other text stands for the same bytes. The library decodes leniently: it skips padding, letters behind the last whole
     * byte and characters that are not base64 at all, and only the first two parts are signed as text.
     */
    private static boolean isCanonical(SignedJWT token) {
        for (var part : token.getParsedParts()) {
            if (!Base64URL.encode(part.decode()).toString().equals(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static Opened opened(JWTClaimsSet claims) throws ParseException {
        var roles = claims.getStringListClaim(ROLES);
        var direct = new ArrayList<Claim>();
        var written = claims.getListClaim(DIRECT);
        for (var claim : written == null ? List.of() : written) {
            direct.add(read(claim));
        }
        return new Opened(
                text(claims, "sub"),
                text(claims, USER),
                text(claims, SECRET),
                Objects.requireNonNullElse(claims.getStringClaim(SEAL), ""),
                claims.getExpirationTime().toInstant(),
                roles == null ? null : new HashSet<>(roles),
                direct);
    }

    private static String text(JWTClaimsSet claims, String name) throws ParseException {
        var value = claims.getStringClaim(name);
        if (value == null) {
            throw new ParseException("a token without " + name, 0);
        }
        return value;
    }

    private static List<String> written(Claim claim) {
        return List.of(claim.scope(), claim.action(), claim.specific());
    }

    private static Claim read(Object written) throws ParseException {
        if (written instanceof List<?> parts
                && parts.size() == 3
                && parts.get(0) instanceof String scope
                && parts.get(1) instanceof String action
                && parts.get(2) instanceof String specific) {
            return new Claim(scope, action, specific);
        }
        throw new ParseException("a token with a broken claim", 0);
    }
}
