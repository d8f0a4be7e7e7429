package carillon.server.dialect.sysadm;

import carillon.sdk.event.Event;
import carillon.server.source.Priority;
import carillon.server.source.jobs.Moment;
import carillon.server.source.systemstate.SystemStateTimer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows events of the hub as one dialect has them (sections 0.3 and 7). */
final class EventText {

    private final Dialect dialect;

    EventText(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether the dialect pushes the event at all. */
    boolean shows(Event event) {
        var known = EventClass.ofType(event.subject().type());
        if (known.isEmpty() || event.owner() != null || !startsAsObject(event)) {
            return false;
        }
        return switch (known.get()) {
            case DISPATCHER -> showsJob(event);
            case LIFE_PRESERVER -> true;
            case SYSTEM_STATE ->
                dialect == Dialect.WIRE
                        || !event.metadata().tree().path(SystemStateTimer.QUIET).asBoolean(false);
        };
    }

    /** An object is all that a frame can hold as its arguments; the bytes say it without parsing a large job record. */
    private static boolean startsAsObject(Event event) {
        for (byte b : event.object().utf8()) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private boolean showsJob(Event event) {
        var metadata = event.metadata().tree();
        var moment = metadata.path(Moment.MEMBER).isString()
                ? Moment.ofWire(metadata.path(Moment.MEMBER).stringValue())
                : Optional.<Moment>empty();
        if (moment.isEmpty()) {
            // Published by somebody else: shown as it is.
            return true;
        }
        boolean classified = metadata.path(Moment.CLASSIFIED).asBoolean(false);
        return switch (moment.get()) {
            case TAKEN -> dialect == Dialect.WIRE;
            case FINISHED -> true;
            case QUEUED, STILL_QUEUED, STARTED, OUTPUT, COMMAND_ENDED -> classified || dialect == Dialect.HANDBOOK;
        };
    }

    /** The frame. Only for events that {@link #shows} or that were kept for replay. */
    String frame(Event event) {
        var name = EventClass.ofType(event.subject().type())
                .map(known -> known.name(dialect))
                .orElse(event.subject().type());
        return Envelope.frame(args(event), dialect.eventId(), name, "events");
    }

    private JsonNode args(Event event) {
        var tree = event.object().tree();
        if (event.subject().type().equals("dispatcher") || !(tree instanceof ObjectNode object)) {
            return tree;
        }
        var args = object.deepCopy();
        rewrite(args);
        for (var pool : args.path("zpools")) {
            if (pool instanceof ObjectNode members) {
                rewrite(members);
            }
        }
        return args;
    }

    /** Priorities are kept as {@code 6/Critical}; publishers of their own may also say 6. */
    private void rewrite(ObjectNode members) {
        var value = members.path("priority");
        if (value.isIntegralNumber()) {
            members.put(
                    "priority",
                    text(new Priority(value.asInt(value.bigIntegerValue().signum() * 99))));
        } else if (value.isString() && dialect == Dialect.WIRE) {
            var text = value.stringValue();
            int slash = text.indexOf('/');
            boolean number =
                    slash > 0 && slash <= 2 && text.substring(0, slash).chars().allMatch(c -> c >= '0' && c <= '9');
            if (number) {
                members.put("priority", text(new Priority(Integer.parseInt(text.substring(0, slash)))));
            }
        }
    }

    private String text(Priority priority) {
        return dialect == Dialect.WIRE ? priority.wireText() : priority.text();
    }
}
