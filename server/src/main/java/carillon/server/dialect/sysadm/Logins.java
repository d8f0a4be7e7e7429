package carillon.server.dialect.sysadm;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Directory;
import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import carillon.core.access.TokenRequest;
import carillon.server.access.LoginGate;
import carillon.server.access.LoginOutcome;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.Lockout;
import carillon.server.keylogin.RegisteredKey;
import carillon.server.keylogin.SlidingTokens;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in and with which access: the hub's own users, as far as {@link AccessPolicy#door} lets them in (section 5). Checks block on slow hashes: virtual threads only.
 */
final class Logins {

    /** How the seal of a principal begins that logged in with a key. */
    private static final String KEY_SEAL = "sysadm-key:";

    private final SysAdmConfig config;
    private final Directory directory;
    private final AccessPolicy policy;
    private final LoginGate gate;
    private final OpenSessions sessions;
    private final KeyRing keys;
    private final Lockout lockout;
    private final SlidingTokens<Login> tokens;
    private final InstantSource clock;

    /** The seals of the keys, as they were last looked at: asked where nothing may block. */
    private volatile Set<String> registered = Set.of();

    /** Guarded by this. */
    private List<RegisteredKey> seen = List.of();

    Logins(
            SysAdmConfig config,
            Directory directory,
            AccessPolicy policy,
            LoginGate gate,
            OpenSessions sessions,
            InstantSource clock) {
        this.config = config;
        this.directory = directory;
        this.policy = policy;
        this.gate = gate;
        this.sessions = sessions;
        this.clock = clock;
        this.keys = new KeyRing(config.dataDir().resolve(SysAdmDialect.KEYS));
        this.lockout = new Lockout(config.lockout(), config.dataDir().resolve("sysadm-lockout.json"), clock);
        this.tokens = new SlidingTokens<>(
                config.limits().tokenLength(), config.times().token(), clock);
        sessions.check(this::whyRevoked);
    }

    /** By name and password; a failure counts against the address. */
    Optional<Login> password(String user, String password, InetAddress from) {
        try (var _ = lockout.turn(from)) {
            return lockout.blocked(from) ? Optional.empty() : checked(user, password, from);
        }
    }

    private Optional<Login> checked(String user, String password, InetAddress from) {
        // Asked even where passwords are not allowed, so that the time an answer takes tells nothing.
        var answer = gate.password(user, password, from);
        var login = config.allowPassword() && answer instanceof LoginOutcome.Accepted accepted
                ? login(accepted.principal())
                : Optional.<Login>empty();
        if (!(answer instanceof LoginOutcome.TooMany)) {
            // What was not checked says nothing about who tried.
            count(login.isPresent(), from);
        }
        return login;
    }

    /** For the user that a key which answered a challenge is registered for; good as long as the key is. */
    Optional<Login> ofKey(RegisteredKey key) {
        // It may have been registered a moment ago.
        lookAtKeys();
        var user = key.owner();
        return directory
                .issue(new TokenRequest("user:" + user, user, Duration.ofMinutes(1), null, List.of()))
                .map(directory::token)
                .flatMap(answer -> answer instanceof Directory.Authentication.Accepted accepted
                        ? login(accepted.principal().sealedWith(seal(key)))
                        : Optional.empty());
    }

    /** Ends what is open on keys that are registered no more. Reads a file: never on an event loop. */
    void lookAtKeys() {
        if (changed()) {
            sessions.recheck(who -> who.seal().startsWith(KEY_SEAL));
        }
    }

    /** One after another: a list that was read earlier must not take the place of a later one. */
    @SuppressWarnings("ReferenceEquality") // the ring hands out the same list as long as the file is the same
    private synchronized boolean changed() {
        var now = keys.all();
        if (now == seen) {
            return false;
        }
        seen = now;
        registered = now.stream().map(Logins::seal).collect(Collectors.toUnmodifiableSet());
        return true;
    }

    private @Nullable String whyRevoked(Principal who) {
        return who.seal().startsWith(KEY_SEAL) && !registered.contains(who.seal())
                ? "the key that logged in was removed"
                : null;
    }

    private static String seal(RegisteredKey key) {
        return KEY_SEAL + key.owner() + ":" + key.checksum();
    }

    /** By a key, whose challenge is answered by the given check; a failure counts against the address. */
    Optional<Login> key(InetAddress from, Supplier<Optional<Login>> check) {
        try (var _ = lockout.turn(from)) {
            if (lockout.blocked(from)) {
                return Optional.empty();
            }
            return gate.key(from, () -> {
                var login = check.get();
                count(login.isPresent(), from);
                return login;
            });
        }
    }

    private void count(boolean success, InetAddress from) {
        if (success) {
            lockout.succeeded(from);
        } else {
            lockout.failed(from);
        }
    }

    private Optional<Login> login(Principal principal) {
        return switch (policy.door(principal)) {
            case FULL -> Optional.of(new Login(principal, true));
            case LIMITED -> Optional.of(new Login(principal, false));
            case SHUT -> Optional.empty();
        };
    }

    /** Who holds a token whose credentials are still good; begins its span anew. */
    Optional<Login> use(String token) {
        return tokens.use(token).filter(login -> sessions.whyRevoked(login.who()) == null);
    }

    OpenSessions sessions() {
        return sessions;
    }

    SlidingTokens<Login> tokens() {
        return tokens;
    }

    KeyRing keys() {
        return keys;
    }

    Lockout lockout() {
        return lockout;
    }

    InstantSource clock() {
        return clock;
    }

    SysAdmConfig config() {
        return config;
    }
}
