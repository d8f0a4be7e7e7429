package carillon.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;

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
            ExplainCommand.class,
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
        var commandLine = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new PlainErrors());
        explaining(commandLine);
        return commandLine;
    }

    /** Gives every command {@code --help}; not by inheritance, since picocli's own commands bring theirs along. */
    private static void explaining(CommandLine command) {
        var spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Shows this.")
                    .build());
        }
        command.getSubcommands().values().forEach(Main::explaining);
    }
}
