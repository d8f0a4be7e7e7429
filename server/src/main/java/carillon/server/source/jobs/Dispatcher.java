package carillon.server.source.jobs;

import carillon.core.thread.HubThreads;
import carillon.sdk.event.Json;
import carillon.server.source.CommandLine;
import carillon.server.source.EventSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls of {@code rpc/dispatcher}: run, list and kill (section 8). Thread-safe; calls wait shortly for the jobs
 * thread, so never from an event loop.
 */
public final class Dispatcher implements AutoCloseable {

    /** What can be asked for. */
    public enum Action {
        RUN,
        LIST,
        KILL;

        static Optional<Action> of(String word) {
            var upper = word.toUpperCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(action -> action.name().equals(upper))
                    .findFirst();
        }
    }

    /** Who calls, and whether with full access. */
    public record Caller(String principal, boolean full) {}

    /** What became of a call. */
    public sealed interface Answer {

        /** The result, and what to do once it is on its way: a job's first events must not overtake the reply. */
        record Done(JsonNode args, Runnable afterwards) implements Answer {}

        record Malformed() implements Answer {}

        /** The caller may not, jobs are off, or a command is not on the list of those allowed. */
        record Forbidden(String why) implements Answer {}
    }

    // The id is the key of the job's events, and keys are bounded.
    private static final int LONGEST_ID = 1000;
    // A command is the name of a member of the record, and the parser takes names of up to 50,000 characters.
    private static final int LONGEST_COMMAND = 32_768;
    // The record has each command up to four times, and something beside it; the larger part of an event is for output.
    private static final int SHARE_OF_COMMANDS = 8;
    private static final int BESIDE_A_COMMAND = 32;

    private final JobsConfig config;
    private final JobEngine engine;

    /** With the name of the host that events name as their source. */
    public Dispatcher(JobsConfig config, String source, EventSink sink, HubThreads threads) {
        this.config = config;
        this.engine = new JobEngine(config, source, sink, threads);
    }

    /** Answers a call. */
    public Answer call(Caller caller, JsonNode args) {
        if (!args.isObject() || !args.path("action").isString()) {
            return new Answer.Malformed();
        }
        return Action.of(args.path("action").stringValue())
                .map(action -> call(caller, action, args))
                .orElseGet(Answer.Malformed::new);
    }

    private Answer call(Caller caller, Action action, JsonNode args) {
        return switch (action) {
            case RUN -> run(caller, args);
            case LIST -> list();
            case KILL -> kill(caller, args);
        };
    }

    /** Queues a job of the hub's own, in any queue. */
    public void submit(String id, List<String> commands, QueueName queue, String principal) {
        engine.submit(id, commands, queue, principal);
    }

    private Answer run(Caller caller, JsonNode args) {
        if (!config.enabled()) {
            return new Answer.Forbidden("jobs are off; set sysadm.jobs.enabled=true to allow them");
        }
        if (!caller.full()) {
            return new Answer.Forbidden("running jobs takes full access");
        }
        var jobs = jobs(args);
        if (!tellable(jobs)) {
            return new Answer.Malformed();
        }
        for (var commands : jobs.values()) {
            for (var command : commands) {
                if (!allowed(command)) {
                    return new Answer.Forbidden("not in sysadm.jobs.allowed: " + command);
                }
            }
        }
        var started =
                new ArrayList<>(jobs.keySet().stream().limit(engine.room()).toList());
        var result = Json.mapper().createObjectNode();
        var ids = result.putArray("started");
        started.forEach(ids::add);
        return new Answer.Done(
                result,
                () -> started.forEach(id ->
                        engine.submit(id, jobs.getOrDefault(id, List.of()), QueueName.PARALLEL, caller.principal())));
    }

    /** The jobs of a request by id, ascending; members that are neither text nor array are skipped. */
    private static Map<String, List<String>> jobs(JsonNode args) {
        var jobs = new TreeMap<String, List<String>>();
        args.properties().forEach(member -> {
            var commands = texts(member.getValue());
            if (commands != null && !member.getKey().equals("action")) {
                jobs.put(member.getKey(), commands);
            }
        });
        return jobs;
    }

    /** Whether events can carry these ids and commands: a job has to be told to its end. */
    private boolean tellable(Map<String, List<String>> jobs) {
        return jobs.keySet().stream().allMatch(id -> id.length() <= LONGEST_ID && isWhole(id))
                && jobs.values().stream().allMatch(this::tellable);
    }

    private boolean tellable(List<String> commands) {
        long bytes = 0;
        for (var command : commands) {
            if (command.length() > LONGEST_COMMAND || !isWhole(command)) {
                return false;
            }
            bytes += Json.mapper().writeValueAsBytes(command).length + BESIDE_A_COMMAND;
        }
        return bytes <= config.maxEventBytes() / SHARE_OF_COMMANDS;
    }

    /** Half a character has no UTF-8. */
    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private boolean allowed(String command) {
        var words = CommandLine.split(command);
        return config.allowed().isEmpty()
                || words.isEmpty()
                || config.allowed().contains(command)
                || config.allowed().contains(words.getFirst());
    }

    private Answer list() {
        var result = Json.mapper().createObjectNode();
        result.set("jobs", engine.list().join());
        return new Answer.Done(result, () -> {});
    }

    private Answer kill(Caller caller, JsonNode args) {
        if (!caller.full()) {
            return new Answer.Forbidden("killing jobs takes full access");
        }
        var ids = texts(args.path("job_id"));
        if (ids == null) {
            return new Answer.Malformed();
        }
        var killed = engine.kill(Set.copyOf(new TreeSet<>(ids))).join();
        ObjectNode result = Json.mapper().createObjectNode();
        var jobs = result.putObject("killed").putArray("jobs");
        killed.forEach(jobs::add);
        return new Answer.Done(result, () -> {});
    }

    /** A text as a list of one, an array as the list of its elements; null for anything else. */
    private static @Nullable List<String> texts(JsonNode node) {
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        if (!node.isArray()) {
            return null;
        }
        var texts = new ArrayList<String>();
        node.forEach(element -> texts.add(
                element.isString()
                        ? element.stringValue()
                        : element.isValueNode() && !element.isNull() ? element.asString() : ""));
        return texts;
    }

    @Override
    public void close() {
        engine.close();
    }
}
