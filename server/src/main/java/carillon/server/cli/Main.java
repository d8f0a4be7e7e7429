package carillon.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code carillon}: the server and the tools around it. */
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A self-hosted, real-time event hub.",
        footer = {
            "",
            "Try: carillon serve --demo     then, in another terminal: carillon watch '*.*.*'",
            "Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 something is missing, 4 refused."
        },
        subcommands = {
            ServeCommand.class,
            PublishCommand.class,
            WatchCommand.class,
            HistoryCommand.class,
            FilterCommand.class,
            UserCommand.class,
            RoleCommand.class,
            TokenCommand.class,
            BridgeCommand.class,
            JournalCommand.class,
            ConfigCommand.class,
            RehearseCommand.class,
            VersionCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new PlainErrors());
    }
}
