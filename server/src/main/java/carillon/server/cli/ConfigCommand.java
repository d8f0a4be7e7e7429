package carillon.server.cli;

import carillon.server.config.ConfigReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon config}: everything about settings. */
@Command(
        name = "config",
        description = "Prints, checks and documents settings.",
        subcommands = {ConfigCommand.Defaults.class, ConfigCommand.Check.class, ConfigCommand.Docs.class})
final class ConfigCommand {

    @Command(name = "defaults", description = "Prints a configuration file with every default, commented out.")
    static final class Defaults extends CliCommand {

        @Override
        public Integer call() {
            out().print(ConfigReference.defaults());
            out().flush();
            return ExitCode.OK;
        }
    }

    @Command(name = "check", description = "Reads the configuration as serve would, and says whether it is right.")
    static final class Check extends CliCommand {

        @Mixin
        private Configuration configuration = new Configuration();

        @Override
        public Integer call() {
            configuration.read();
            out().println("The configuration is right.");
            return ExitCode.OK;
        }
    }

    @Command(name = "docs", description = "Prints the reference page of all settings (Markdown).")
    static final class Docs extends CliCommand {

        @Override
        public Integer call() {
            out().print(ConfigReference.markdown());
            out().flush();
            return ExitCode.OK;
        }
    }
}
