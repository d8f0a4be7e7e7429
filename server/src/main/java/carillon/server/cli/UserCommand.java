package carillon.server.cli;

import carillon.core.access.User;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon user}: who may log in. */
@Command(
        name = "user",
        description = "Adds, lists and removes users. A running server picks up changes within a second.",
        subcommands = {
            UserCommand.Add.class,
            UserCommand.Password.class,
            UserCommand.Remove.class,
            UserCommand.Show.class
        })
final class UserCommand {

    @Command(name = "add", description = "Adds a user.")
    static final class Add extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Option(names = "--role", description = "A role of the user; may be repeated.")
        private Set<String> roles = new LinkedHashSet<>();

        @Option(names = "--description", defaultValue = "", description = "One line about the user.")
        private String description = "";

        @Override
        public Integer call() {
            var directory = accounts.open();
            if (directory.user(name).isPresent()) {
                throw new CliFailure(ExitCode.NEGATIVE, "there is a user " + name + " already");
            }
            Accounts.checkName(name);
            for (var role : roles) {
                if (directory.roles().stream().noneMatch(known -> known.name().equals(role))) {
                    throw new CliFailure(
                            ExitCode.NEGATIVE,
                            "there is no role " + role + "; 'carillon role list' shows what there is");
                }
            }
            directory.put(directory.withPassword(new User(name, description, roles, "", ""), askPassword()));
            out().println("Added " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(name = "password", description = "Changes a password, and so ends all tokens and sessions of the user.")
    static final class Password extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Override
        public Integer call() {
            var directory = accounts.open();
            var user = directory.user(name).orElseThrow(() -> noUser(name));
            directory.put(directory.withPassword(user, askPassword()));
            out().println("Changed the password of " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(name = "remove", description = "Removes a user, and so ends all tokens and sessions of the user.")
    static final class Remove extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Override
        public Integer call() {
            if (!accounts.open().removeUser(name)) {
                throw noUser(name);
            }
            out().println("Removed " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(name = "list", description = "Lists users with their roles.")
    static final class Show extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Override
        public Integer call() {
            accounts.open().users().stream()
                    .map(user -> String.format(
                            "%-24s %-24s %s",
                            Terminal.plain(user.name()),
                            Terminal.plain(String.join(",", user.roles())),
                            Terminal.plain(user.description())))
                    .sorted()
                    .forEach(out()::println);
            return ExitCode.OK;
        }
    }

    private static CliFailure noUser(String name) {
        return new CliFailure(
                ExitCode.NEGATIVE, "there is no user " + name + "; 'carillon user list' shows who there is");
    }

    /** From the terminal without echo, or from the environment for scripts; never from the command line, which others see. */
    static String askPassword() {
        var given = Optional.ofNullable(System.getenv("CARILLON_PASSWORD"))
                .or(Terminal::askPassword)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.USAGE, "there is no terminal to ask for the password: give it in CARILLON_PASSWORD"));
        if (given.length() < 8) {
            throw new CliFailure(
                    ExitCode.UNAVAILABLE,
                    "a password has at least 8 characters; type it at the prompt or give it in CARILLON_PASSWORD");
        }
        return given;
    }
}
