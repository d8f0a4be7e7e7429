package carillon.server.source.jobs;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One job and how far it is. All of it belongs to the jobs thread, but for what is final. */
final class Job {

    final String id;
    final List<String> commands;
    final QueueName queue;
    final String principal;
    final Classification kind;
    final OutputAllowance allowance;

    /** Logs of commands that have ended; a command that is in the chain twice has one log. */
    final Map<String, String> logs = new HashMap<>();

    /** Exit codes of commands that have ended, the latest for each text. */
    final Map<String, String> codes = new LinkedHashMap<>();

    JobState state = JobState.PENDING;

    @Nullable
    LocalDateTime started;

    @Nullable
    LocalDateTime finished;

    @Nullable
    String current;

    @Nullable
    CommandLog log;

    @Nullable
    CommandRun run;

    boolean killed;

    Job(String id, List<String> commands, QueueName queue, String principal, OutputAllowance allowance) {
        this.id = id;
        this.commands = List.copyOf(commands);
        this.queue = queue;
        this.principal = principal;
        this.kind = Classification.of(id);
        this.allowance = allowance;
    }

    static LocalDateTime now() {
        return LocalDateTime.now(java.time.ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }

    boolean failed() {
        return killed || codes.values().stream().anyMatch(code -> !code.equals("0"));
    }
}
