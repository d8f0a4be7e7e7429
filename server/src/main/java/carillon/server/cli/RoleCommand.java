package carillon.server.cli;

import carillon.core.access.Claim;
import carillon.core.access.KnownScopes;
import carillon.core.access.Role;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon role}: what users may do. */
@Command(
        name = "role",
        description = "Puts, lists and removes roles.",
        subcommands = {RoleCommand.Put.class, RoleCommand.Remove.class, RoleCommand.Show.class})
final class RoleCommand {

    @Command(
            name = "put",
            description = "Creates or replaces a role.",
            footer = {"", "A claim is SCOPE/ACTION/SPECIFIC, each * or a comma list: --claim 'machines/get,list/*'"})
    static final class Put extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "NAME", description = "The role.")
        private String name = "";

        @Option(names = "--claim", required = true, description = "A claim; may be repeated.")
        private List<String> claims = new ArrayList<>();

        @Override
        public Integer call() {
            var directory = accounts.open();
            var given = claims.stream().map(Put::claim).toList();
            // What clients keep with the role stays: only its claims are put.
            directory.put(directory.roles().stream()
                    .filter(role -> role.name().equals(name))
                    .findFirst()
                    .map(role -> new Role(name, given, role.extras()))
                    .orElseGet(() -> {
                        Accounts.checkName(name);
                        return new Role(name, given);
                    }));
            out().println("The role " + name + " has " + claims.size() + " claims.");
            given.forEach(this::warnOfUnknownTypes);
            return ExitCode.OK;
        }

        /** Objects can have types of their own, so a claim about one is no mistake for sure. */
        private void warnOfUnknownTypes(Claim claim) {
            for (var type : Claim.items(claim.scope())) {
                if (!type.equals("*") && !KnownScopes.known(type)) {
                    err().println("Warning: '" + type + "' is no type that Carillon knows"
                            + (KnownScopes.known(type + "s") ? "; did you mean '" + type + "s'?" : "")
                            + ". The claim counts for objects that you make of this type, and for no others.");
                }
            }
        }

        private static Claim claim(String text) {
            var parts = text.split("/", 3);
            if (parts.length < 3) {
                throw new CliFailure(
                        ExitCode.USAGE, "'" + text + "' is no claim; write SCOPE/ACTION/SPECIFIC, such as */*/*");
            }
            return new Claim(parts[0], parts[1], parts[2]);
        }
    }

    @Command(name = "remove", description = "Removes a role.")
    static final class Remove extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "NAME", description = "The role.")
        private String name = "";

        @Override
        public Integer call() {
            if (!accounts.open().removeRole(name)) {
                throw new CliFailure(ExitCode.NEGATIVE, "there is no role " + name);
            }
            out().println("Removed " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(name = "list", description = "Lists roles with their claims.")
    static final class Show extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Override
        public Integer call() {
            var out = out();
            for (var role : accounts.open().roles()) {
                out.println(Terminal.plain(role.name()));
                role.claims()
                        .forEach(claim -> out.println(
                                "  " + Terminal.plain(claim.scope() + "/" + claim.action() + "/" + claim.specific())));
            }
            return ExitCode.OK;
        }
    }
}
