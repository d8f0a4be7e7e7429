package carillon.server.access;

import carillon.core.access.Directory;
import carillon.core.access.OpenSessions;
import carillon.server.http.AddressGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The one way in: every dialect has passwords and tokens checked here. Tokens, and passwords that were right a moment ago, are
 * checked in memory and never held up. Any other password is counted ({@link LoginThrottle}), waits for its turn
 * ({@link SlowChecks}), is checked slowly, and logged if it is wrong. So is each answer to the challenge of a key. Any thread.
 */
public final class LoginGate {

    /** The name of the logger that tells of failed logins. */
    public static final String LOGGER = "carillon.logins";

    private static final Duration QUEUE_FULL = Duration.ofSeconds(3);

    private final Directory directory;
    private final OpenSessions sessions;
    private final LoginThrottle throttle = new LoginThrottle();
    private final SlowChecks checks = new SlowChecks();
    private final LoginLog log = new LoginLog();
    private final LoginCounters counters = new LoginCounters();
    private final ConcurrentHashMap<Given, CompletableFuture<LoginOutcome>> underWay = new ConcurrentHashMap<>();

    /** The same of them at once, such as the requests of a client that starts, are one check. */
    private record Given(String user, String password) {}

    /**
     * Lets in whom the directory knows.
     *
     * @param sessions knows what is revoked although the directory accepts it, such as the token of a removed machine
     */
    public LoginGate(Directory directory, OpenSessions sessions) {
        this.directory = directory;
        this.sessions = sessions;
    }

    /** Checks a name and a password. Blocks on a slow hash: virtual threads only. */
    public LoginOutcome password(String user, String password, InetAddress from) {
        var remembered = rememberedPassword(user, password);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        var mine = new CompletableFuture<LoginOutcome>();
        var given = new Given(user, password);
        var before = underWay.putIfAbsent(given, mine);
        if (before != null) {
            return counted(before.join());
        }
        try {
            mine.complete(checked(user, password, from));
        } catch (RuntimeException | Error broken) {
            mine.completeExceptionally(broken);
        } finally {
            underWay.remove(given, mine);
        }
        return counted(result(mine));
    }

    /** The same in memory alone, for one that was right a moment ago; empty for any other. Never blocks. */
    public Optional<LoginOutcome> rememberedPassword(String user, String password) {
        return directory.rememberedPassword(user, password).map(found -> counted(outcome(found)));
    }

    private static LoginOutcome result(CompletableFuture<LoginOutcome> mine) {
        try {
            return mine.join();
        } catch (CompletionException broken) {
            throw new IllegalStateException("a password could not be checked", broken.getCause());
        }
    }

    private LoginOutcome checked(String user, String password, InetAddress from) {
        var address = AddressGroup.of(from).toString();
        return switch (throttle.attempt(address, user)) {
            case LoginThrottle.Verdict.TooMany(var retryAfter) -> {
                log.failed(from, user, "throttled");
                yield new LoginOutcome.TooMany(retryAfter);
            }
            case LoginThrottle.Verdict.Allowed(var attempt) -> inTurn(user, password, from, address, attempt);
        };
    }

    private LoginOutcome inTurn(
            String user, String password, InetAddress from, String address, LoginThrottle.Attempt attempt) {
        try {
            if (!checks.enter(address)) {
                attempt.giveBack();
                return new LoginOutcome.TooMany(QUEUE_FULL);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            attempt.giveBack();
            return new LoginOutcome.TooMany(QUEUE_FULL);
        }
        try {
            var outcome = outcome(directory.password(user, password));
            if (outcome instanceof LoginOutcome.Accepted) {
                attempt.succeeded();
            } else {
                log.failed(from, user, "wrong-password");
            }
            return outcome;
        } finally {
            checks.leave(address);
        }
    }

    /** Checks a token in memory alone; never blocks. No throttle: a signature cannot be guessed. */
    public LoginOutcome token(String text, InetAddress from) {
        return counted(outcome(directory.token(text)));
    }

    /**
     * Checks a login by a key, which has no name before it succeeds: counted by address, in turn, and logged like one by
     * password. Blocks: virtual threads only.
     *
     * @param check finds out whose key it is; not called if there are too many attempts
     * @return empty if the key is wrong or was not checked
     */
    public <T> Optional<T> key(InetAddress from, Supplier<Optional<T>> check) {
        var address = AddressGroup.of(from).toString();
        return switch (throttle.attempt(address)) {
            case LoginThrottle.Verdict.TooMany(var retryAfter) -> keyNotChecked(from);
            case LoginThrottle.Verdict.Allowed(var attempt) -> keyInTurn(from, address, attempt, check);
        };
    }

    private <T> Optional<T> keyNotChecked(InetAddress from) {
        counters.throttled.increment();
        log.failed(from, "", "throttled");
        return Optional.empty();
    }

    private <T> Optional<T> keyInTurn(
            InetAddress from, String address, LoginThrottle.Attempt attempt, Supplier<Optional<T>> check) {
        try {
            if (!checks.enter(address)) {
                attempt.giveBack();
                return keyNotChecked(from);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            attempt.giveBack();
            return keyNotChecked(from);
        }
        try {
            var found = check.get();
            if (found.isPresent()) {
                attempt.giveBack();
                counters.accepted.increment();
            } else {
                counters.failed.increment();
                log.failed(from, "", "wrong-key");
            }
            return found;
        } finally {
            checks.leave(address);
        }
    }

    private LoginOutcome outcome(Directory.Authentication found) {
        return switch (found) {
            case Directory.Authentication.Accepted(var principal) ->
                sessions.whyRevoked(principal) == null
                        ? new LoginOutcome.Accepted(principal)
                        : new LoginOutcome.RevokedToken();
            case Directory.Authentication.WrongPassword wrong -> new LoginOutcome.WrongPassword();
            case Directory.Authentication.BadToken bad -> new LoginOutcome.BadToken();
            case Directory.Authentication.RevokedToken revoked -> new LoginOutcome.RevokedToken();
        };
    }

    private LoginOutcome counted(LoginOutcome outcome) {
        switch (outcome) {
            case LoginOutcome.Accepted accepted -> counters.accepted.increment();
            case LoginOutcome.WrongPassword wrong -> counters.failed.increment();
            case LoginOutcome.BadToken bad -> counters.badTokens.increment();
            case LoginOutcome.RevokedToken revoked -> counters.badTokens.increment();
            case LoginOutcome.TooMany many -> counters.throttled.increment();
        }
        return outcome;
    }

    public LoginCounters counters() {
        return counters;
    }
}
