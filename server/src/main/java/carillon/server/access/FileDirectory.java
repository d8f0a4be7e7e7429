package carillon.server.access;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.access.Standing;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.sdk.event.UserId;
import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import carillon.server.file.FileVersion;
import carillon.server.file.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory on two files: {@code access.json} with users, roles and tenants, and {@code access.key}, which signs
 * tokens. Readers take an immutable snapshot; a change writes the file first and shows afterwards.
 */
public final class FileDirectory implements Directory {

    private static final Logger LOG = LoggerFactory.getLogger(FileDirectory.class);

    /** The user of a fresh installation. */
    public static final String ADMINISTRATOR = "admin";

    private static final int KEY_BYTES = 48;

    private final AccessConfig config;
    private final SecureRandom random = new SecureRandom();
    private final PasswordCheck passwords;
    private final Tokens tokens;
    /** The fingerprints of one state of the directory. */
    private record Fingerprints(AccessState of, ConcurrentHashMap<String, String> byUser) {}

    private volatile Fingerprints fingerprints = new Fingerprints(AccessState.EMPTY, new ConcurrentHashMap<>());

    private final AdmittedTokens admitted = new AdmittedTokens();
    private final DurableFile file;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    // Held while the file is written, on purpose: it only orders writers, which are people. Readers never take it.
    private final ReentrantLock writing = new ReentrantLock();
    private volatile AccessState state;
    private volatile ById byId = new ById(AccessState.EMPTY, Map.of());

    /** The users of one state by the id that is shown for them. */
    private record ById(AccessState of, Map<UUID, User> users) {

        static ById of(AccessState state) {
            var users = new HashMap<UUID, User>();
            for (var user : state.users().values()) {
                // An account that is named like the id of another one does not get that one's events.
                boolean isAnId = UserId.parse(user.name()).isPresent();
                users.merge(UserId.of(user.name()), user, (before, another) -> isAnId ? before : another);
            }
            return new ById(state, users);
        }
    }

    /** Of the file as it was last looked at; guarded by {@link #writing}. */
    private FileVersion version = FileVersion.ABSENT;

    /** What was said last about a file that cannot be used; guarded by {@link #writing}. */
    private String trouble = "";

    private FileDirectory(Path data, AccessConfig config) {
        this.config = config;
        this.file = new DurableFile(data.resolve("access.json"));
        this.passwords = new PasswordCheck(config, random);
        var key = new DurableFile(data.resolve("access.key"));
        this.state = file.read().map(bytes -> AccessState.read(bytes, file)).orElseGet(() -> none(key));
        this.tokens = new Tokens(signingKey(key));
    }

    /** A lost file is no fresh installation: a new administrator in the place of all accounts would hide the loss. */
    private AccessState none(DurableFile key) {
        if (file.previous().read().isPresent() || key.read().isPresent()) {
            throw new DamagedFileException(
                    file.path(),
                    "it is missing, and other files show that there were accounts",
                    "restore it from a backup, or from " + file.previous().path()
                            + ". To begin again with a new administrator, move that and access.key away",
                    null);
        }
        // Before the key, so that a server which dies in between begins again.
        file.write(AccessState.EMPTY.write());
        return AccessState.EMPTY;
    }

    /**
     * A directory, and the password of its administrator if it was made just now.
     *
     * @param initialPassword to be printed once; kept nowhere
     */
    public record Opened(FileDirectory directory, Optional<String> initialPassword) {}

    /** Opens the directory in a data directory; a fresh one gets an administrator with a random password. */
    public static Opened open(Path data, AccessConfig config) {
        try {
            PrivateFiles.createDirectory(data);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make the data directory " + data, failed);
        }
        var directory = new FileDirectory(data, config);
        if (!directory.state.users().isEmpty()) {
            return new Opened(directory, Optional.empty());
        }
        var password = directory.randomText(15);
        directory.put(directory.withPassword(
                new User(ADMINISTRATOR, "made at the first start", Set.of(Role.SUPERUSER.name()), "", ""), password));
        return new Opened(directory, Optional.of(password));
    }

    @Override
    public Authentication password(String name, String password) {
        var now = state;
        var user = Optional.ofNullable(now.users().get(name));
        if (!passwords.right(user, password)) {
            return new Authentication.WrongPassword();
        }
        return new Authentication.Accepted(principal(now, user.orElseThrow(), null, List.of(), null));
    }

    @Override
    public Optional<Authentication> rememberedPassword(String name, String password) {
        var now = state;
        return Optional.ofNullable(now.users().get(name))
                .filter(user -> passwords.remembered(user, password))
                .map(user -> new Authentication.Accepted(principal(now, user, null, List.of(), null)));
    }

    @Override
    public Authentication token(String text) {
        var now = state;
        var key = AdmittedTokens.Key.of(text);
        var known = admitted.find(key, now, config.clock().instant());
        if (known != null) {
            return new Authentication.Accepted(known);
        }
        var opened = tokens.open(text);
        if (opened.isEmpty() || !config.clock().instant().isBefore(opened.get().expires())) {
            return new Authentication.BadToken();
        }
        var token = opened.get();
        var user = now.users().get(token.user());
        if (user == null || !Fingerprint.fits(token.fingerprint(), user.secret())) {
            return new Authentication.RevokedToken();
        }
        var principal = token.principal().startsWith("user:")
                ? principal(now, user, token.roles(), token.direct(), token.expires())
                : runner(now, user, token);
        admitted.remember(key, now, principal, token.expires());
        return new Authentication.Accepted(principal);
    }

    /** A machine has no more than the one who granted its token has by now, and lives behind the same fence. */
    private static Principal runner(AccessState now, User grantor, Tokens.Opened token) {
        var rights = Rights.of(
                Standing.of(grantor, now.roles().values(), now.tenants().values()), AuthzMode.STRICT);
        // What is read from a token is text: that of a machine whose key is a pattern would be rights on others.
        boolean named =
                Claim.names(token.principal().substring(token.principal().indexOf(':') + 1));
        var direct = new ArrayList<>(named ? rights.held(token.direct()) : List.<Claim>of());
        direct.add(new Claim("info", "get", ""));
        return new Principal(
                token.principal(),
                "",
                List.of(new Role("direct", direct)),
                Standing.fences(grantor.name(), now.tenants().values()),
                token.user(),
                token.fingerprint(),
                token.seal(),
                token.expires());
    }

    private static Principal principal(
            AccessState now, User user, @Nullable Set<String> only, List<Claim> direct, @Nullable Instant expires) {
        var roles = new ArrayList<>(roles(now, user, only));
        roles.add(Standing.own(user.name(), direct));
        return new Principal(
                "user:" + user.name(),
                user.name(),
                roles,
                Standing.fences(user.name(), now.tenants().values()),
                user.name(),
                Fingerprint.of(user.secret()),
                "",
                expires);
    }

    @Override
    public boolean stands(Principal principal) {
        if (principal.bond().isEmpty()) {
            return true;
        }
        var now = state;
        var user = now.users().get(principal.boundTo());
        return user != null && Fingerprint.same(principal.bond(), fingerprint(now, user));
    }

    /** Of a user's secret; asked with every request, and made once for each state. */
    @SuppressWarnings("ReferenceEquality") // another snapshot is another state, whatever it holds
    private String fingerprint(AccessState now, User user) {
        var known = fingerprints;
        if (known.of != now) {
            known = new Fingerprints(now, new ConcurrentHashMap<>());
            fingerprints = known;
        }
        return known.byUser.computeIfAbsent(user.name(), any -> Fingerprint.of(user.secret()));
    }

    /** The user's roles; or of the wanted ones those that the user's own roles contain. */
    private static List<Role> roles(AccessState state, User user, @Nullable Set<String> only) {
        var own = Standing.roles(user.roles(), state.roles().values());
        if (only == null) {
            return own;
        }
        var rights = own.stream().map(role -> rights(role)).toList();
        return Standing.roles(only, state.roles().values()).stream()
                .filter(wanted -> rights.stream().anyMatch(mine -> mine.contains(wanted)))
                .toList();
    }

    private static Rights rights(Role role) {
        return Rights.of(new Principal("", "", List.of(role), null, null), AuthzMode.STRICT);
    }

    @Override
    public Optional<String> issue(TokenRequest request) {
        var now = state;
        var user = now.users().get(request.user());
        if (user == null) {
            return Optional.empty();
        }
        Set<String> roles = null;
        if (request.roles() != null) {
            roles = new HashSet<>();
            for (var role : roles(now, user, request.roles())) {
                roles.add(role.name());
            }
        }
        return Optional.of(
                tokens.sign(request, user.secret(), roles, config.clock().instant()));
    }

    @Override
    public Optional<User> user(String name) {
        return Optional.ofNullable(state.users().get(name));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another snapshot is another state, whatever it holds
    public Optional<User> userShownAs(UUID id) {
        var now = state;
        var known = byId;
        if (known.of() != now) {
            known = ById.of(now);
            byId = known;
        }
        return Optional.ofNullable(known.users().get(id));
    }

    @Override
    public Collection<User> users() {
        return state.users().values();
    }

    @Override
    public Collection<Role> roles() {
        return state.roles().values();
    }

    @Override
    public Collection<Tenant> tenants() {
        return state.tenants().values();
    }

    @Override
    public void put(User user) {
        change(now -> {
            var known = now.users().get(user.name());
            return now.with(withSecret(nameable(user, user.name(), known), known));
        });
    }

    private User withSecret(User user, @Nullable User before) {
        boolean rotate = user.secret().isEmpty()
                || (before != null
                        && before.secret().equals(user.secret())
                        && !before.passwordHash().equals(user.passwordHash()));
        return rotate ? user.withSecret(randomText(24)) : user;
    }

    @Override
    public void put(Role role) {
        change(now -> now.with(nameable(role, role.name(), now.roles().get(role.name()))));
    }

    @Override
    public void put(Tenant tenant) {
        change(now -> now.with(nameable(tenant, tenant.name(), now.tenants().get(tenant.name()))));
    }

    /** Accounts that are there already can be changed, whatever their name. */
    private static <T> T nameable(T account, String name, @Nullable T before) {
        if (before == null && !Claim.names(name)) {
            throw new IllegalArgumentException("claims cannot name '" + name + "'");
        }
        return account;
    }

    @Override
    public boolean removeUser(String name) {
        return change(now -> now.withoutUser(name)).users().containsKey(name);
    }

    @Override
    public boolean removeRole(String name) {
        return change(now -> now.withoutRole(name)).roles().containsKey(name);
    }

    @Override
    public boolean removeTenant(String name) {
        return change(now -> now.withoutTenant(name)).tenants().containsKey(name);
    }

    @Override
    public User withPassword(User user, String password) {
        var hash = PasswordHash.of(password, config.hashRounds(), random);
        return user.withPasswordHash(hash.toString());
    }

    @Override
    public void onRevoked(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * Takes in what another process, such as the command line beside a running server, has changed; tells listeners whose
     * secret it rotated. An unchanged file is not read; call it several times a second. A file that is damaged or missing
     * changes nothing: the accounts that are known go on counting.
     */
    public void refresh() {
        AccessState before;
        AccessState after;
        writing.lock();
        try {
            var now = FileVersion.of(file.path());
            if (now.equals(version)) {
                return;
            }
            before = state;
            after = stored();
            if (!after.equals(before)) {
                state = after;
            }
            version = now;
            trouble = "";
        } catch (DamagedFileException damaged) {
            warnOnce(damaged);
            return;
        } finally {
            writing.unlock();
        }
        tellRevoked(before, after);
    }

    /** Whose secret is another one, or who is gone, whatever changed that: credentials of before are good no more. */
    private void tellRevoked(AccessState before, AccessState after) {
        for (var user : before.users().values()) {
            var now = after.users().get(user.name());
            if (now == null || !now.secret().equals(user.secret())) {
                listeners.forEach(listener -> listener.accept(user.name()));
            }
        }
    }

    private void warnOnce(DamagedFileException damaged) {
        var message = String.valueOf(damaged.getMessage());
        if (!message.equals(trouble)) {
            trouble = message;
            LOG.error("{}. The accounts known before go on counting, and cannot be changed", message);
        }
    }

    /** Without a file, what is in memory: the next change brings it back. */
    private AccessState stored() {
        return file.read().map(bytes -> AccessState.read(bytes, file)).orElse(state);
    }

    /**
     * Returns the state before, as it was on disk: the step starts from there, so two processes do not undo each other. What the
     * other one revoked since the last look comes in with this change, and is told with it.
     */
    private AccessState change(UnaryOperator<AccessState> step) {
        AccessState shown;
        AccessState before;
        AccessState after;
        writing.lock();
        try (var _ = file.lock()) {
            before = stored();
            after = step.apply(before);
            file.writeKeepingPrevious(after.write());
            shown = state;
            state = after;
        } finally {
            writing.unlock();
        }
        tellRevoked(shown, after);
        return before;
    }

    private byte[] signingKey(DurableFile keyFile) {
        var stored = keyFile.read();
        if (stored.isPresent()) {
            return signingKey(keyFile, new String(stored.get(), StandardCharsets.US_ASCII).trim());
        }
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        keyFile.write((Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
        return key;
    }

    /** A shorter key would sign as well, and be guessed. */
    private static byte[] signingKey(DurableFile keyFile, String text) {
        try {
            var key = Base64.getDecoder().decode(text);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException noBase64) {
            LOG.debug("{} is no Base64", keyFile.path(), noBase64);
        }
        throw new DamagedFileException(
                keyFile.path(),
                "it does not hold " + KEY_BYTES + " bytes in Base64",
                "restore it from a backup, or delete it: then all users have to log in again",
                null);
    }

    private String randomText(int bytes) {
        var text = new byte[bytes];
        random.nextBytes(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }
}
