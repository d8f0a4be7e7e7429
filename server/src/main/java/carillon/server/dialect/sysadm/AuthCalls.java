package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import carillon.server.dialect.sysadm.Envelope.Message.Call;
import carillon.server.keylogin.Challenge;
import carillon.server.keylogin.RandomText;
import carillon.server.keylogin.RegisteredKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The calls whose name begins with {@code auth} (sections 5.2 to 5.7). Each first gives up the token that is held. */
final class AuthCalls {

    /** The names, which are compared with their case. */
    enum Name {
        AUTH,
        AUTH_TOKEN,
        AUTH_SSL,
        AUTH_CLEAR
    }

    private final Logins logins;
    private final Peer peer;
    private volatile String token = "";
    private @Nullable Challenge challenge;
    /** The checksum of the key that a relayed client answers with. */
    private String named = "";

    AuthCalls(Logins logins, Peer peer) {
        this.logins = logins;
        this.peer = peer;
    }

    /** The token that the session holds; empty if none. It may be over. */
    String token() {
        return token;
    }

    Outcome call(Call call) {
        var name = Word.find(Name.values(), call.name());
        if (name.filter(Name.AUTH_CLEAR::equals).isPresent()) {
            giveUp();
            return new Outcome.Silence();
        }
        if (!peer.relayed() && logins.lockout().blocked(peer.address())) {
            return new Outcome.Locked();
        }
        giveUp();
        return name.map(known -> login(known, call.args())).orElseGet(AuthCalls::refused);
    }

    private Outcome login(Name name, JsonNode args) {
        return switch (name) {
            case AUTH -> peer.relayed() ? refused() : password(args);
            case AUTH_TOKEN -> peer.relayed() ? refused() : token(args);
            case AUTH_SSL -> ssl(args);
            case AUTH_CLEAR -> refused();
        };
    }

    private void giveUp() {
        logins.tokens().revoke(token);
        token = "";
    }

    private Outcome password(JsonNode args) {
        if (!args.isObject()) {
            return refused();
        }
        return loggedIn(logins.password(text(args.path("username")), text(args.path("password")), peer.address()));
    }

    /** Numbers and booleans count as their text. */
    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asString() : "";
    }

    private Outcome token(JsonNode args) {
        var given = args.path("token").stringValue("");
        if (logins.use(given).isEmpty()) {
            return refused();
        }
        token = given;
        return tokenReply();
    }

    private Outcome ssl(JsonNode args) {
        return args.has("encrypted_string")
                ? answered(args.path("encrypted_string").asString(""))
                : begin(args);
    }

    private Outcome begin(JsonNode args) {
        var text = RandomText.of(logins.config().limits().tokenLength());
        var expires = logins.clock().instant().plus(logins.config().times().challenge());
        var result = Json.mapper().createObjectNode();
        if (!peer.relayed()) {
            challenge = new Challenge(text, expires);
            return new Outcome.Result(result.put("test_string", text));
        }
        var checksum = args.path("md5_key").stringValue("");
        if (logins.keys().byChecksum(checksum).isEmpty()) {
            return refused();
        }
        named = checksum;
        challenge = new Challenge(text, expires);
        result.put("test_string", base64(text));
        result.put("new_ssl_key", SessionKey.stored());
        return new Outcome.Result(result);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Outcome answered(String encrypted) {
        var asked = challenge;
        // Good for one answer, right or wrong.
        challenge = null;
        return loggedIn(
                peer.relayed()
                        ? answered(asked, encrypted)
                        : logins.key(peer.address(), () -> answered(asked, encrypted)));
    }

    private Optional<Login> answered(@Nullable Challenge asked, String encrypted) {
        return asked == null
                ? Optional.empty()
                : asked.answered(encrypted, candidates(), logins.clock().instant())
                        .flatMap(logins::ofKey);
    }

    /** A relayed client has said which key it has; a direct one does not (section 5.4). */
    private List<RegisteredKey> candidates() {
        var all = logins.keys().all();
        return peer.relayed()
                ? all.stream().filter(key -> key.checksum().equals(named)).toList()
                : all;
    }

    private Outcome loggedIn(Optional<Login> login) {
        if (login.isEmpty()) {
            return refused();
        }
        token = logins.tokens().issue(login.get());
        return tokenReply();
    }

    private Outcome tokenReply() {
        var result = Json.mapper().createArrayNode();
        result.add(token);
        result.add(logins.tokens().span().toSeconds());
        return new Outcome.Result(result);
    }

    private static Outcome refused() {
        return new Outcome.Failure(Status.UNAUTHORIZED);
    }
}
