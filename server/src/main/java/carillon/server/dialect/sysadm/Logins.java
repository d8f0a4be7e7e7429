package carillon.server.dialect.sysadm;

import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.TokenRequest;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.Lockout;
import carillon.server.keylogin.SlidingTokens;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Who may log in and with which access: the hub's own users, of whom superusers have full access and the roles that the
 * configuration names have limited access (section 5). Checks block on slow hashes: virtual threads only.
 */
final class Logins {

    private final SysAdmConfig config;
    private final Directory directory;
    private final KeyRing keys;
    private final Lockout lockout;
    private final SlidingTokens<Login> tokens;
    private final InstantSource clock;

    Logins(SysAdmConfig config, Directory directory, InstantSource clock) {
        this.config = config;
        this.directory = directory;
        this.clock = clock;
        this.keys = new KeyRing(config.dataDir().resolve("sysadm-keys.json"));
        this.lockout = new Lockout(config.lockout(), config.dataDir().resolve("sysadm-lockout.json"), clock);
        this.tokens = new SlidingTokens<>(
                config.limits().tokenLength(), config.times().token(), clock);
        directory.onRevoked(user -> tokens.revokeAll(login -> login.user().equals(user)));
    }

    /** By name and password; a failure counts against the address. */
    Optional<Login> password(String user, String password, InetAddress from) {
        // Asked even where passwords are not allowed, so that the time an answer takes tells nothing.
        var answer = directory.password(user, password);
        var login = config.allowPassword() && answer instanceof Directory.Authentication.Accepted accepted
                ? login(accepted.principal())
                : Optional.<Login>empty();
        count(login.isPresent(), from);
        return login;
    }

    /** For the user that a key which answered a challenge is registered for. */
    Optional<Login> ofKeyOwner(String user) {
        return directory
                .issue(new TokenRequest("user:" + user, user, Duration.ofMinutes(1), null, List.of()))
                .map(directory::token)
                .flatMap(answer -> answer instanceof Directory.Authentication.Accepted accepted
                        ? login(accepted.principal())
                        : Optional.empty());
    }

    void count(boolean success, InetAddress from) {
        if (success) {
            lockout.succeeded(from);
        } else {
            lockout.failed(from);
        }
    }

    private Optional<Login> login(Principal principal) {
        boolean limited = principal.roles().stream()
                .anyMatch(role -> config.limitedRoles().contains(role.name()));
        return principal.superuser() || limited
                ? Optional.of(new Login(principal.user(), principal.name(), principal.superuser()))
                : Optional.empty();
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
