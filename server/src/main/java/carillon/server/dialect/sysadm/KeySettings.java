package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** The calls of {@code rpc/settings} about registered keys (section 11). Touches the disk. */
final class KeySettings {

    enum Action {
        LIST_SSL_CHECKSUMS,
        LIST_SSL_CERTS,
        REGISTER_SSL_CERT,
        REVOKE_SSL_CERT
    }

    private static final int LONGEST_TEXT = 16_384;

    private final KeyRing keys;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    KeySettings(KeyRing keys) {
        this.keys = keys;
    }

    /** Calls back, on the thread of the call, after a key was registered or revoked. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    Outcome call(Login login, JsonNode args) {
        if (!args.isObject()) {
            return new Outcome.Failure(Status.BAD_REQUEST);
        }
        return Word.find(Action.values(), args.path("action").stringValue("").toLowerCase(Locale.ROOT))
                .map(action -> call(login, action, args))
                .orElseGet(() -> new Outcome.Failure(Status.BAD_REQUEST));
    }

    private Outcome call(Login login, Action action, JsonNode args) {
        return switch (action) {
            case LIST_SSL_CHECKSUMS -> checksums();
            case LIST_SSL_CERTS -> list(login);
            case REGISTER_SSL_CERT -> register(login, args);
            case REVOKE_SSL_CERT -> revoke(login, args);
        };
    }

    Outcome.Result checksums() {
        var result = Json.mapper().createObjectNode();
        var list = result.putArray("md5_keys");
        keys.checksums().forEach(list::add);
        return new Outcome.Result(result);
    }

    private Outcome list(Login login) {
        var result = Json.mapper().createObjectNode();
        for (var key : keys.all()) {
            if (login.full() || key.owner().equals(login.user())) {
                var info = "Nickname: " + key.nickname() + ", Email: " + key.email();
                result.withObjectProperty(key.owner()).put(key.key(), info);
            }
        }
        return new Outcome.Result(result);
    }

    private Outcome register(Login login, JsonNode args) {
        var key = new RegisteredKey(
                login.user(),
                args.path("nickname").stringValue(""),
                args.path("email").stringValue(""),
                args.path("pub_key").stringValue(""));
        boolean bearable =
                key.key().length() + key.nickname().length() + key.email().length() <= LONGEST_TEXT;
        return bearable && keys.add(key) ? changed() : new Outcome.Failure(Status.BAD_REQUEST);
    }

    private Outcome revoke(Login login, JsonNode args) {
        var owner = args.has("user") ? args.path("user").stringValue("") : login.user();
        if (!login.full() && !owner.equals(login.user())) {
            return new Outcome.Failure(Status.FORBIDDEN);
        }
        var stored = args.path("pub_key").stringValue("");
        return keys.remove(key -> key.owner().equals(owner) && key.key().equals(stored))
                ? changed()
                : new Outcome.Failure(Status.BAD_REQUEST);
    }

    private Outcome changed() {
        listeners.forEach(Runnable::run);
        return new Outcome.Result(Json.mapper().createObjectNode());
    }
}
