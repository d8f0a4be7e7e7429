package carillon.server.access;

import carillon.core.access.Claim;
import carillon.core.access.Directory;
import carillon.core.access.Role;
import carillon.core.access.User;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The sample accounts of {@code --demo}. Their passwords are public knowledge: never on a server that matters. */
public final class DemoAccounts {

    /** One sample account. */
    public record Account(String name, String password, Role role) {}

    private static final Role OPERATOR = new Role(
            "operator",
            List.of(new Claim("*", "list,get,create,update,action", "*"), new Claim("events", "post", "*")));
    private static final Role READER = new Role("reader", List.of(new Claim("*", "list,get", "*")));

    /** All of them, for the page that tells people how to try things. */
    public static final List<Account> ALL = List.of(
            new Account("rocketskates", "r0cketsk8ts", Role.SUPERUSER),
            new Account("olga", "olga-demo", OPERATOR),
            new Account("rita", "rita-demo", READER));

    private DemoAccounts() {}

    /** Makes those that are not there yet, and opens those that were {@link #close closed}; others stay as they are. */
    public static void addTo(Directory directory) {
        for (var account : ALL) {
            var known = directory.user(account.name());
            if (known.isEmpty()) {
                directory.put(account.role());
            }
            if (known.map(User::passwordHash).orElse("").isEmpty()) {
                directory.put(directory.withPassword(known.orElse(sample(account)), account.password()));
            }
        }
    }

    private static User sample(Account account) {
        return new User(account.name(), "sample account", Set.of(account.role().name()), "", "");
    }

    /**
     * Takes the published passwords away, for a server that is no demonstration, and with them all tokens.
     *
     * @return the names of the accounts that had theirs still: whatever else they log in with was open to everybody as well
     */
    public static Set<String> close(Directory directory) {
        var closed = new TreeSet<String>();
        for (var account : ALL) {
            directory
                    .user(account.name())
                    .filter(user -> PasswordHash.parse(user.passwordHash())
                            .filter(hash -> hash.matches(account.password()))
                            .isPresent())
                    .ifPresent(user -> {
                        directory.put(user.withPasswordHash(""));
                        closed.add(user.name());
                    });
        }
        return closed;
    }
}
