package carillon.server.cli;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.TokenRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon token}: bearer tokens. */
@Command(
        name = "token",
        description = "Issues tokens. Changing the user's password revokes them all.",
        subcommands = TokenCommand.Mint.class)
final class TokenCommand {

    @Command(name = "mint", description = "Prints a token for a user, or for an agent in the name of a user.")
    static final class Mint extends CliCommand {

        @Mixin
        private Accounts accounts = new Accounts();

        @Parameters(paramLabel = "USER", description = "The user; for an agent the one who grants it.")
        private String user = "";

        @Option(names = "--hours", defaultValue = "1", description = "Lifetime in hours; default: ${DEFAULT-VALUE}.")
        private long hours = 1;

        @Option(names = "--role", description = "Only this role of the user; may be repeated.")
        private Set<String> roles = new LinkedHashSet<>();

        @Option(
                names = "--runner",
                paramLabel = "UUID",
                defaultValue = "",
                description = "For the agent of this machine.")
        private String runner = "";

        @Override
        public Integer call() {
            if (!runner.isEmpty() && !Claim.names(runner)) {
                throw new CliFailure(ExitCode.USAGE, "'" + runner + "' is no key of a machine");
            }
            var request = runner.isEmpty()
                    ? new TokenRequest(
                            "user:" + user, user, Duration.ofHours(hours), roles.isEmpty() ? null : roles, List.of())
                    : new TokenRequest(
                            Principal.RUNNER + runner,
                            user,
                            Duration.ofHours(hours),
                            null,
                            List.of(new Claim("machines", "*", runner), new Claim("events", "post", "*")));
            var token = accounts.open()
                    .issue(request)
                    .orElseThrow(() -> new CliFailure(ExitCode.NEGATIVE, "there is no user " + user));
            out().println(token);
            return ExitCode.OK;
        }
    }
}
