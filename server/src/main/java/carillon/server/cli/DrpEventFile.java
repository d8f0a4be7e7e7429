package carillon.server.cli;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import tools.jackson.databind.JsonNode;

/** Reads an event as Digital Rebar shows it, {@code {"Type":…,"Action":…,"Key":…,"Object":…,"Original":…}}, from a file. */
final class DrpEventFile {

    private DrpEventFile() {}

    static Event read(Json json) {
        var tree = json.tree();
        if (!tree.isObject()) {
            throw new CliFailure(ExitCode.UNAVAILABLE, "an event is a JSON object");
        }
        return Event.about(text(tree, "Type"), text(tree, "Action"), text(tree, "Key"))
                .principal(text(tree, "Principal"))
                .object(value(tree, "Object"))
                .original(value(tree, "Original"))
                .build();
    }

    private static String text(JsonNode tree, String member) {
        return tree.path(member).asString("");
    }

    private static Json value(JsonNode tree, String member) {
        var value = tree.get(member);
        return value == null ? Json.NULL : Json.of(value);
    }
}
