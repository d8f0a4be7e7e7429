package carillon.core.access;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Port: who exists, and what they may do. Calls may block on disk and on slow password hashes: never from an event loop.
 * Thread-safe; every change is durable when the call returns.
 */
public interface Directory {

    /** What became of an attempt to authenticate. */
    sealed interface Authentication {

        record Accepted(Principal principal) implements Authentication {}

        /** Unknown user and wrong password alike, in equal time. */
        record WrongPassword() implements Authentication {}

        /** The token cannot be opened, has a bad signature, or is over. */
        record BadToken() implements Authentication {}

        /** The token was good once, but a secret that it was bound to has been rotated. */
        record RevokedToken() implements Authentication {}
    }

    Authentication password(String user, String password);

    /** Accepts a password that was found right a moment ago, from memory; empty if only {@link #password} can tell. Never blocks. */
    Optional<Authentication> rememberedPassword(String user, String password);

    Authentication token(String token);

    /**
     * Issues a token for the named user.
     *
     * @return a text of the characters {@code A-Z a-z 0-9 - _ . =}; empty if there is no such user
     */
    Optional<String> issue(TokenRequest request);

    Optional<User> user(String name);

    /** The user for whom protocols that know UUIDs alone show this one ({@link carillon.sdk.event.UserId}). In memory: may be asked anywhere. */
    Optional<User> userShownAs(UUID id);

    Collection<User> users();

    Collection<Role> roles();

    Collection<Tenant> tenants();

    /**
     * Creates or replaces. A changed password hash rotates the user's secret and so revokes all tokens.
     *
     * @throws IllegalArgumentException for a new one that claims cannot name ({@link Claim#names}); the next two as well
     */
    void put(User user);

    void put(Role role);

    void put(Tenant tenant);

    /** Returns whether there was one. */
    boolean removeUser(String name);

    boolean removeRole(String name);

    boolean removeTenant(String name);

    /**
     * Whether a text can be a password: neither empty, nor with NUL at its end, where HMAC fills up with zeros (RFC 2104,
     * section 2), so that it would be the same as the text without.
     */
    static boolean isPassword(String text) {
        return !text.isEmpty() && !text.endsWith("\0");
    }

    /**
     * A user as the directory keeps it, ready to be stored, with the password hashed slowly with a fresh salt.
     *
     * @throws IllegalArgumentException for what is no password
     */
    User withPassword(User user, String password);

    /**
     * Whether the credential that this principal was accepted with is still good: its user is there, with the secret of then.
     * Expiry does not count. Never blocks.
     */
    boolean stands(Principal principal);

    /**
     * Calls back with the name of each user whose secret was rotated or who was removed, when {@link #stands} says so already.
     */
    void onRevoked(Consumer<String> listener);
}
