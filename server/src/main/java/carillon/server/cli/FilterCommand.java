package carillon.server.cli;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Explanation;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterParse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon filter}: the filter language without a server. */
@Command(name = "filter", description = "Checks filters.", subcommands = FilterCommand.Check.class)
final class FilterCommand {

    @Command(
            name = "check",
            description = "Says whether a filter parses and what it costs; with --event also what each term comes to.",
            footer = {"", "Exit code 0: it parses (and matches the event, if one is given); 1: it does not."})
    static final class Check extends CliCommand {

        @Parameters(
                paramLabel = "EXPR",
                description = "The filter, such as 'And(Stage=Eq(\"burn-in\"),Runnable=Exists())'.")
        private String expression = "";

        @Option(
                names = "--event",
                paramLabel = "FILE",
                description = "A JSON file with an event as Digital Rebar shows it.")
        private @Nullable Path event;

        @Override
        public Integer call() {
            var out = out();
            return switch (Filter.parse(expression)) {
                case FilterParse.Rejected(int position, String message) -> {
                    out.println(expression.replace('\n', ' '));
                    out.println(" ".repeat(position) + Ansi.AUTO.string("@|bold,red ^|@") + " " + message);
                    yield ExitCode.NEGATIVE;
                }
                case FilterParse.Parsed(Filter filter) -> {
                    out.println("The filter parses; price " + filter.price() + ".");
                    yield event == null ? ExitCode.OK : explain(filter, event, out);
                }
            };
        }

        private static int explain(Filter filter, Path file, PrintWriter out) {
            var view = EventView.of(DrpEventFile.read(parse(file)));
            for (Explanation term : filter.explain(view)) {
                var mark = term.result() ? "@|green true |@" : "@|red false|@";
                var saw = term.saw() == null ? "" : "   saw " + term.saw();
                out.println("  " + Ansi.AUTO.string(mark) + " " + "  ".repeat(term.depth())
                        + Terminal.plain(term.term() + saw));
            }
            return filter.matches(view) ? ExitCode.OK : ExitCode.NEGATIVE;
        }

        private static Json parse(Path file) {
            try {
                return Json.parse(Files.readAllBytes(file));
            } catch (IOException unreadable) {
                throw new CliFailure(ExitCode.UNAVAILABLE, file + " cannot be read; give a file with one JSON event");
            } catch (MalformedJsonException malformed) {
                throw new CliFailure(ExitCode.UNAVAILABLE, file + ": " + malformed.getMessage());
            }
        }
    }
}
