package carillon.server.source.jobs;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turns a job at one of its moments into the event that tells of it (section 7.5). Belongs to the jobs thread. */
final class JobEvents {

    /** The event type of all jobs. */
    static final String TYPE = "dispatcher";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private static final int LONGEST_DESCRIPTION = 500;
    private static final String LEFT_OUT = "\n[output left out here]\n";
    // What is beside the logs: names, times, and the numbers of the metadata.
    private static final int ROOM_FOR_THE_REST = 1024;

    private final String source;
    private final int maxBytes;

    JobEvents(String source, int maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes - ROOM_FOR_THE_REST;
    }

    /**
     * The event.
     *
     * @param output what the record shows under the current command; null if nothing
     */
    Event at(Moment moment, Job job, @Nullable String output) {
        var object = moment == Moment.TAKEN ? Json.of(minimal(job)) : fitting(moment, job, output);
        return Event.about(TYPE, moment.state().wire(), job.id)
                .operation(job.id)
                .principal(job.principal)
                .source(source)
                .severity(severity(moment, job))
                .description(description(moment, job))
                .object(object)
                .metadata(metadata(moment, job))
                .build();
    }

    /** The event's object, with logs shortened until it fits into one event of the hub. */
    private Json fitting(Moment moment, Job job, @Nullable String output) {
        int longest = Integer.MAX_VALUE;
        while (true) {
            var object = Json.of(told(job, moment.state(), output, longest));
            if (object.utf8().length <= maxBytes || longest == 0) {
                return object;
            }
            // A character may take six bytes of JSON, and a log may be there twice: so this needs a few rounds at most.
            longest = longest == Integer.MAX_VALUE ? maxBytes / 2 : longest < 64 ? 0 : longest / 2;
        }
    }

    /** The beginning and the end of a text, if the whole is longer than allowed. */
    private static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int half = longest / 2;
        return text.substring(0, half) + LEFT_OUT + text.substring(text.length() - half);
    }

    private static Json metadata(Moment moment, Job job) {
        var metadata = Json.mapper().createObjectNode();
        metadata.put(Moment.MEMBER, moment.wire());
        metadata.put(Moment.CLASSIFIED, job.kind.classified());
        return Json.of(metadata);
    }

    /** Start and end are for people; what comes between, every second of some jobs, is for who looks closer. */
    private static Severity severity(Moment moment, Job job) {
        return switch (moment) {
            case FINISHED -> job.failed() ? Severity.ERROR : Severity.SUCCESS;
            case STARTED -> Severity.INFORMATIONAL;
            case QUEUED, STILL_QUEUED, TAKEN, OUTPUT, COMMAND_ENDED -> Severity.DEBUG;
        };
    }

    private static String description(Moment moment, Job job) {
        var text = sentence(moment, job);
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION) + " …";
    }

    private static String sentence(Moment moment, Job job) {
        if (moment != Moment.FINISHED) {
            return "job " + job.id + " is " + moment.state().wire();
        }
        if (job.killed) {
            return "job " + job.id + " was killed";
        }
        return job.codes.entrySet().stream()
                .filter(code -> !code.getValue().equals("0"))
                .map(code -> "job " + job.id + " failed: '" + code.getKey() + "' ended with " + code.getValue())
                .findFirst()
                .orElse("job " + job.id + " finished");
    }

    private static ObjectNode minimal(Job job) {
        var args = Json.mapper().createObjectNode();
        args.put("process_id", job.id);
        args.put("state", JobState.RUNNING.wire());
        return args;
    }

    private static ObjectNode told(Job job, JobState state, @Nullable String output, int longest) {
        var record = record(job, state, output, longest);
        if (!job.kind.classified()) {
            return record;
        }
        var args = Json.mapper().createObjectNode();
        args.put("event_system", job.kind.eventSystem());
        args.put("state", state.wire());
        var command = job.current != null ? job.current : job.commands.isEmpty() ? "" : job.commands.getLast();
        var log = record.path(command).stringValue("");
        ClassFields.add(args, job.kind, job.id, command, log, state);
        args.set("process_details", record);
        return args;
    }

    private static ObjectNode record(Job job, JobState state, @Nullable String output, int longest) {
        var record = Json.mapper().createObjectNode();
        job.logs.forEach((command, log) -> record.put(command, shortened(log, longest)));
        if (job.current != null && output != null) {
            record.put(job.current, shortened(output, longest));
        }
        for (Map.Entry<String, String> code : job.codes.entrySet()) {
            record.put("return_codes/" + code.getKey(), code.getValue());
        }
        // After the commands, so that a command named like one of these does not hide it.
        record.put("process_id", job.id);
        var list = record.putArray("cmd_list");
        job.commands.forEach(list::add);
        record.put("state", state.wire());
        if (job.started != null) {
            record.put("time_started", TIME.format(job.started));
        }
        if (job.current != null) {
            record.put("current_cmd", job.current);
        }
        if (job.finished != null) {
            record.put("time_finished", TIME.format(job.finished));
        }
        return record;
    }
}
