package carillon.server.cli;

import carillon.server.config.ConfigReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon config}: everything about settings. */
@Command(
        name = "config",
        description = "Prints, checks and documents settings.",
        subcommands = {ConfigCommand.Defaults.class, ConfigCommand.Check.class, ConfigCommand.Docs.class})
final class ConfigCommand {

    @Command(name = "defaults", description = "Prints a configuration file with every default, commented out.")
    static final class Defaults implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(ConfigReference.defaults());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }

    @Command(name = "check", description = "Reads the configuration as serve would, and says whether it is right.")
    static final class Check implements Callable<Integer> {

        @Mixin
        private Configuration configuration = new Configuration();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            configuration.read();
            spec.commandLine().getOut().println("The configuration is right.");
            return ExitCode.OK;
        }
    }

    @Command(name = "docs", description = "Prints the reference page of all settings (Markdown).")
    static final class Docs implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(ConfigReference.markdown());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
