package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The two operations of the {@code events} namespace (section 6). */
final class EventCalls {

    /** The names, which are compared with their case. */
    enum Operation {
        SUBSCRIBE,
        UNSUBSCRIBE
    }

    private EventCalls() {}

    /** Applies the operation to each class that the arguments name, once and in order, and returns the reply. */
    static Outcome apply(String operation, JsonNode args, Dialect dialect, Consumer<EventClass> each) {
        var names = names(args);
        if (names == null || Word.find(Operation.values(), operation).isEmpty()) {
            return new Outcome.Failure(Status.BAD_REQUEST);
        }
        var result = Json.mapper().createObjectNode();
        var done = EnumSet.noneOf(EventClass.class);
        for (var name : names) {
            EventClass.named(name, dialect).ifPresent(known -> {
                // Once each: a request of a megabyte can name a class sixty thousand times.
                if (done.add(known)) {
                    each.accept(known);
                }
                // The reference overwrites one member for each class, and clients may rely on the last one.
                result.put(operation, name);
            });
        }
        return new Outcome.Result(result);
    }

    /** The names in the arguments; null if they are neither a text nor a list of some. */
    private static @Nullable List<String> names(JsonNode args) {
        if (args.isString()) {
            return List.of(args.stringValue());
        }
        if (!args.isArray() || args.isEmpty()) {
            return null;
        }
        var names = new ArrayList<String>();
        args.forEach(name -> names.add(name.stringValue("")));
        return names;
    }
}
