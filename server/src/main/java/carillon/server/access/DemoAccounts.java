package carillon.server.access;

import carillon.core.access.Claim;
import carillon.core.access.Directory;
import carillon.core.access.Role;
import carillon.core.access.User;
import java.util.List;
import java.util.Set;

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

    /** Makes those that are not there yet; existing ones stay as they are. */
    public static void addTo(Directory directory) {
        for (var account : ALL) {
            if (directory.user(account.name()).isEmpty()) {
                directory.put(account.role());
                directory.put(directory.withPassword(
                        new User(
                                account.name(),
                                "sample account",
                                Set.of(account.role().name()),
                                "",
                                ""),
                        account.password()));
            }
        }
    }
}
