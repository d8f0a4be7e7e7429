package carillon.core.access;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that stays open on somebody's credentials, in every dialect: connections, subscriptions, logins. When the
 * credentials are revoked, each is ended once, in the manner of its dialect.
 *
 * <p>A session that is opened while its credentials are being revoked ends as well: {@link #open} registers first and checks
 * afterwards, and whoever revokes changes the directory first and calls {@link #recheck} afterwards. Any thread, no lock.
 */
public final class OpenSessions {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);

    /** Why every dialect says that a session ended whose user was removed or has another secret. */
    public static final String REVOKED = "the credentials were revoked";

    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final List<Check> checks = new CopyOnWriteArrayList<>();

    /** Whether credentials that were accepted before are still good. Must not block. */
    @FunctionalInterface
    public interface Check {

        /** Says why the credentials behind the principal are revoked; null while they are good. */
        @Nullable
        String whyRevoked(Principal principal);
    }

    /** One open session. Close it when it ends by itself. */
    public static final class Session {

        /** Of nobody: nothing revokes it. */
        public static final Session NONE = new Session(Principal.SYSTEM, why -> {}, Set.of());

        private final Principal principal;
        private final Consumer<String> end;
        private final Set<Session> open;
        private final AtomicBoolean over = new AtomicBoolean();

        private Session(Principal principal, Consumer<String> end, Set<Session> open) {
            this.principal = principal;
            this.end = end;
            this.open = open;
        }

        /** It ended: nothing is called back any more. */
        public void close() {
            if (!equals(NONE) && over.compareAndSet(false, true)) {
                open.remove(this);
            }
        }

        private void revoke(String why) {
            if (over.compareAndSet(false, true)) {
                open.remove(this);
                try {
                    end.accept(why);
                } catch (RuntimeException broken) {
                    // The other sessions have to end all the same.
                    LOG.error("a session of {} could not be ended: {}", principal.name(), why, broken);
                }
            }
        }
    }

    /** Adds a check. All of them count. */
    public void check(Check check) {
        checks.add(check);
    }

    /**
     * Checks the directory's users from now on, and ends what a removed user or one with another secret has open.
     *
     * @param directory tells who is revoked
     */
    public void follow(Directory directory) {
        check(principal -> directory.stands(principal) ? null : REVOKED);
        directory.onRevoked(user -> recheck(principal -> principal.boundTo().equals(user)));
    }

    /**
     * Registers a session.
     *
     * @param principal whose it is; null for nobody, whose session nothing can revoke
     * @param end ends it and says why, on any thread, at most once; at once if the credentials are revoked by now. Must not
     *     block
     */
    public Session open(@Nullable Principal principal, Consumer<String> end) {
        if (principal == null || principal.bond().isEmpty()) {
            return Session.NONE;
        }
        var session = new Session(principal, end, open);
        open.add(session);
        var why = whyRevoked(principal);
        if (why != null) {
            session.revoke(why);
        }
        return session;
    }

    /** Says why the credentials behind the principal are revoked; null while they are good. */
    public @Nullable String whyRevoked(Principal principal) {
        for (var check : checks) {
            var why = check.whyRevoked(principal);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    /** Ends those of these principals whose credentials are revoked by now. */
    public void recheck(Predicate<Principal> whose) {
        for (var session : open) {
            if (whose.test(session.principal)) {
                var why = whyRevoked(session.principal);
                if (why != null) {
                    session.revoke(why);
                }
            }
        }
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }
}
