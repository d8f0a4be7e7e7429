package carillon.server.cli;

import carillon.sdk.client.PublishResult;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon publish}: one event from the command line. */
@Command(name = "publish", description = "Publishes one event and prints its sequence once it is on disk.")
final class PublishCommand extends CliCommand {

    @Mixin
    private ServerConnection server = new ServerConnection();

    @Parameters(index = "0", paramLabel = "TYPE.ACTION.KEY", description = "What happened; the key may hold dots.")
    private String subject = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DESCRIPTION",
            defaultValue = "",
            description = "One line for people.")
    private String description = "";

    @Option(names = "--severity", defaultValue = "informational", description = "One of ${COMPLETION-CANDIDATES}.")
    private Severity severity = Severity.INFORMATIONAL;

    @Option(names = "--object", paramLabel = "JSON", defaultValue = "null", description = "State after.")
    private String object = "null";

    @Option(names = "--original", paramLabel = "JSON", defaultValue = "null", description = "State before.")
    private String original = "null";

    @Option(names = "--owner", paramLabel = "USER", description = "For this user only.")
    private @Nullable String owner;

    @Option(names = "--id", description = "Publishing the same id again stores nothing; default: a fresh one.")
    private @Nullable String id;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            return report(server.client().publish(List.of(event())));
        } catch (ConnectException noServer) {
            throw Unreachable.failure();
        }
    }

    private Event event() {
        var parts = subject.split("\\.", 3);
        if (parts.length < 3) {
            throw new CliFailure(ExitCode.USAGE, "'" + subject + "' is no subject; write TYPE.ACTION.KEY");
        }
        var event = Event.about(parts[0], parts[1], parts[2])
                .severity(severity)
                .description(description)
                .owner(owner)
                .object(json("--object", object))
                .original(json("--original", original));
        return id == null ? event.build() : event.id(id).build();
    }

    private static Json json(String option, String text) {
        try {
            return Json.parse(text);
        } catch (MalformedJsonException malformed) {
            throw new CliFailure(ExitCode.USAGE, option + ": " + malformed.getMessage());
        }
    }

    private int report(PublishResult result) {
        return switch (result) {
            case PublishResult.Stored(var sequences) -> {
                out().println(sequences.getFirst());
                yield ExitCode.OK;
            }
            case PublishResult.Refused refused ->
                throw new CliFailure(
                        refused.status() == 401 || refused.status() == 403 ? ExitCode.REFUSED : ExitCode.NEGATIVE,
                        "the server refused (" + refused.status() + "): " + refused.detail());
        };
    }
}
