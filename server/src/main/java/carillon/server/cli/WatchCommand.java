package carillon.server.cli;

import carillon.sdk.client.EventJson;
import carillon.sdk.client.Stream;
import carillon.sdk.client.StreamListener;
import carillon.sdk.client.StreamRefusedException;
import carillon.sdk.event.Event;
import carillon.sdk.event.Position;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.SpecParse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon watch}: events as they come; colour on a terminal, JSON lines in a pipe. */
@Command(
        name = "watch",
        description = "Prints events as they come, and resumes by itself when the connection is lost.",
        footer = {
            "",
            "A spec is TYPE.ACTION.KEY or TYPE.ACTION.KEY.FILTER, each part * or a comma list:",
            "  carillon watch 'machines.update.*.Stage=Eq(\"burn-in\")'"
        })
final class WatchCommand extends CliCommand {

    @Mixin
    private ServerConnection server = new ServerConnection();

    @Parameters(paramLabel = "SPEC", arity = "0..*", description = "What to watch; default: everything.")
    private List<String> specs = new ArrayList<>();

    @Option(names = "--since", paramLabel = "SEQ[@EPOCH]", description = "Print what was stored after this first.")
    private @Nullable String since;

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "End after so many events.")
    private long count;

    @Option(names = "--json", description = "JSON lines, also on a terminal.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var wanted = specs.isEmpty() ? List.of("*.*.*") : specs;
        wanted.forEach(WatchCommand::check);
        var stream = server.client().stream(wanted, position());
        boolean terminal = Terminal.present();
        try {
            stream.run(new Printer(stream, out(), err(), json || !terminal, count));
        } catch (StreamRefusedException refused) {
            throw new CliFailure(
                    ExitCode.REFUSED, "the server refused (" + refused.status() + "): " + refused.getMessage());
        }
        return ExitCode.OK;
    }

    private static void check(String text) {
        if (carillon.sdk.filter.Spec.parse(text) instanceof SpecParse.Rejected rejected) {
            throw new CliFailure(ExitCode.USAGE, "'" + text + "' is no spec: " + rejected.detail());
        }
    }

    private @Nullable Position position() {
        if (since == null) {
            return null;
        }
        return Position.parse(since)
                .orElseThrow(() -> new CliFailure(ExitCode.USAGE, "--since is a number, or NUMBER@EPOCH"));
    }

    /** Prints what the stream tells. */
    private static final class Printer implements StreamListener {

        private static final DateTimeFormatter CLOCK =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

        private final Stream stream;
        private final PrintWriter out;
        private final PrintWriter err;
        private final boolean json;
        private final long most;
        private long printed;
        private boolean wasLost;

        Printer(Stream stream, PrintWriter out, PrintWriter err, boolean json, long most) {
            this.stream = stream;
            this.out = out;
            this.err = err;
            this.json = json;
            this.most = most;
        }

        @Override
        public void event(StoredEvent stored) {
            out.println(json ? Terminal.json(line(stored)) : Ansi.AUTO.string(coloured(stored)));
            out.flush();
            printed++;
            if (printed == most) {
                stream.close();
            }
        }

        private static String line(StoredEvent stored) {
            return EventJson.write(stored.event())
                    .put("sequence", stored.sequence())
                    .toString();
        }

        private static String coloured(StoredEvent stored) {
            Event event = stored.event();
            var colour = colour(event.severity());
            return "@|faint " + CLOCK.format(event.time()) + "|@ @|" + colour + " "
                    + String.format("%-13s", event.severity().wire()) + "|@ @|bold "
                    + Terminal.plain(event.subject().type()) + "|@."
                    + Terminal.plain(event.subject().action()) + "."
                    + Terminal.plain(event.subject().key()) + "  " + Terminal.plain(event.description())
                    + " @|faint #" + stored.sequence() + "|@";
        }

        private static String colour(Severity severity) {
            return switch (severity) {
                case EMERGENCY, ALERT, CRITICAL, ERROR -> "red";
                case WARNING -> "yellow";
                case SUCCESS -> "green";
                case INFORMATIONAL -> "blue";
                case DEBUG -> "faint";
            };
        }

        @Override
        public void lost(String why) {
            if (!wasLost) {
                err.println("connection lost (" + Terminal.plain(why) + "); trying again");
                err.flush();
            }
            wasLost = true;
        }

        @Override
        public void connected() {
            if (wasLost) {
                err.println("connected again");
                err.flush();
            }
            wasLost = false;
        }

        @Override
        public void gap() {
            err.println("some events before these are gone: the server does not keep them any more");
            err.flush();
        }
    }
}
