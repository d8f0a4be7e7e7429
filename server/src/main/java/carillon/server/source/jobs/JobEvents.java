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

    private final String source;

    JobEvents(String source) {
        this.source = source;
    }

    /**
     * The event.
     *
     * @param output what the record shows under the current command; null if nothing
     */
    Event at(Moment moment, Job job, @Nullable String output) {
        var object = moment == Moment.TAKEN ? minimal(job) : told(job, moment.state(), output);
        return Event.about(TYPE, moment.state().wire(), job.id)
                .operation(job.id)
                .principal(job.principal)
                .source(source)
                .severity(severity(moment, job))
                .description(description(moment, job))
                .object(Json.of(object))
                .metadata(metadata(moment, job))
                .build();
    }

    private static Json metadata(Moment moment, Job job) {
        var metadata = Json.mapper().createObjectNode();
        metadata.put(Moment.MEMBER, moment.wire());
        metadata.put(Moment.CLASSIFIED, job.kind.classified());
        return Json.of(metadata);
    }

    private static Severity severity(Moment moment, Job job) {
        if (moment != Moment.FINISHED) {
            return Severity.INFORMATIONAL;
        }
        return job.failed() ? Severity.ERROR : Severity.SUCCESS;
    }

    private static String description(Moment moment, Job job) {
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

    private static ObjectNode told(Job job, JobState state, @Nullable String output) {
        var record = record(job, state, output);
        if (!job.kind.classified()) {
            return record;
        }
        var args = Json.mapper().createObjectNode();
        args.put("event_system", job.kind.eventSystem());
        args.put("state", state.wire());
        var command = job.current != null ? job.current : job.commands.isEmpty() ? "" : job.commands.getLast();
        var log = record.path(command).isString() ? record.path(command).stringValue() : "";
        ClassFields.add(args, job.kind, job.id, command, log, state);
        args.set("process_details", record);
        return args;
    }

    private static ObjectNode record(Job job, JobState state, @Nullable String output) {
        var record = Json.mapper().createObjectNode();
        job.logs.forEach(record::put);
        if (job.current != null && output != null) {
            record.put(job.current, output);
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
