package carillon.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code carillon explain}: why an event was, or was not, delivered. */
@Command(
        name = "explain",
        description = "Says why an event was, or was not, delivered to a user or subscription.",
        footer = {"", "Exit code 0: nothing prevents delivery; 1: something does."})
final class ExplainCommand extends CliCommand {

    @Mixin
    private ServerConnection server = new ServerConnection();

    @Parameters(paramLabel = "EVENT", description = "The id of the event.")
    private String event = "";

    @Option(names = "--for", paramLabel = "USER", description = "Whom it should reach; default: the caller.")
    private @Nullable String recipient;

    @Option(names = "--spec", paramLabel = "SPEC", description = "The subscription that should bring it.")
    private @Nullable String subscription;

    @Option(names = "--json", description = "The answer as the server gives it.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("event", event);
        if (recipient != null) {
            parameters.put("user", recipient);
        }
        if (subscription != null) {
            parameters.put("spec", subscription);
        }
        return tell(server.get("/v1/explain", parameters));
    }

    private int tell(JsonNode answer) {
        var out = out();
        if (json) {
            out.println(Terminal.json(answer.toString()));
        } else {
            answer.path("steps").forEach(step -> tell(step, out));
            out.println(Terminal.plain(answer.path("verdict").asString()));
        }
        var delivered = answer.path("delivered");
        return delivered.isBoolean() && !delivered.asBoolean() ? ExitCode.NEGATIVE : ExitCode.OK;
    }

    private static void tell(JsonNode step, PrintWriter out) {
        var outcome = step.path("outcome").asString();
        var colour = switch (outcome) {
            case "pass" -> "green";
            case "fail" -> "red";
            default -> "faint";
        };
        out.println(Ansi.AUTO.string("@|" + colour + " " + String.format("%-8s", outcome) + "|@ ")
                + String.format("%-11s", step.path("step").asString())
                + Terminal.plain(step.path("text").asString()));
        step.path("terms")
                .forEach(term -> out.println("  ".repeat(10 + term.path("depth").asInt())
                        + (term.path("result").asBoolean() ? "true  " : "false ")
                        + Terminal.plain(term.path("term").asString()) + "   saw "
                        + Terminal.plain(term.path("saw").asString("nothing"))));
    }
}
