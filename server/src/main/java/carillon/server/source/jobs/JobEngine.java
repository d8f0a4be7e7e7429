package carillon.server.source.jobs;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.core.thread.LastResort;
import carillon.server.source.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The queues and what runs in them. One thread owns all state and emits all events, so that the events of a job are in
 * order without a lock; the commands themselves run on virtual threads, which report back to it.
 */
final class JobEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobEngine.class);
    private static final long PATIENCE_SECONDS = 30;

    private final JobsConfig config;
    private final JobEvents events;
    private final EventSink sink;
    private final Pace pace;
    private final Pace telling;
    private final AtomicLong sharedOutput;
    private final AtomicInteger living = new AtomicInteger();
    private final LastResort lastResort;
    private final HubTimer thread;
    private final ExecutorService runners;
    private final Map<QueueName, List<Job>> queues = new EnumMap<>(QueueName.class);

    JobEngine(JobsConfig config, String source, EventSink sink, HubThreads threads) {
        this.config = config;
        this.events = new JobEvents(source, config.maxEventBytes());
        this.sink = sink;
        this.pace = new Pace(config.drainBytesPerSecond());
        this.telling = new Pace(config.eventBytesPerSecond());
        this.sharedOutput = new AtomicLong(config.totalOutputBytes());
        this.lastResort = threads.lastResort();
        this.thread = threads.patientTimer("jobs");
        this.runners = threads.virtual("job-");
        // Commands that end because the server goes down have nobody left to report to.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** How many more jobs there is room for. */
    int room() {
        return Math.max(0, config.maxLiving() - living.get());
    }

    /** Queues a job; it starts by itself. */
    void submit(String id, List<String> commands, QueueName queue, String principal) {
        living.incrementAndGet();
        var allowance = new OutputAllowance(config.jobOutputBytes(), sharedOutput);
        var job = new Job(id, commands, queue, principal, allowance);
        thread.execute(() -> queue(job));
    }

    /** The jobs by queue, as {@code list} shows them. */
    CompletableFuture<ObjectNode> list() {
        return ask(() -> JobList.of(queues));
    }

    /** Kills all jobs with these ids, waiting or running, and names those that were found. */
    CompletableFuture<List<String>> kill(Set<String> ids) {
        return ask(() -> {
            var found = queues.values().stream()
                    .flatMap(Collection::stream)
                    .filter(job -> ids.contains(job.id))
                    .toList();
            found.forEach(this::kill);
            return found.stream().map(job -> job.id).toList();
        });
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, thread).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void queue(Job job) {
        var queue = queues.computeIfAbsent(job.queue, name -> new ArrayList<>());
        queue.add(job);
        tell(Moment.QUEUED, job, null);
        if (job.kind.classified()) {
            later(config.pendingPing(), () -> ping(job));
        }
        if (!job.queue.serial()) {
            later(config.startDelay(), () -> take(job));
        } else if (queue.size() == 1) {
            later(config.startDelay(), () -> take(job));
        }
    }

    private void ping(Job job) {
        if (job.state == JobState.PENDING) {
            tell(Moment.STILL_QUEUED, job, null);
            later(config.pendingPing(), () -> ping(job));
        }
    }

    private void take(Job job) {
        if (job.state != JobState.PENDING) {
            return;
        }
        job.state = JobState.RUNNING;
        tell(Moment.TAKEN, job, null);
        var commands =
                job.commands.stream().filter(command -> !command.isEmpty()).toList();
        if (commands.isEmpty()) {
            finish(job);
            return;
        }
        job.started = Job.now();
        tell(Moment.STARTED, job, null);
        next(job, commands, 0);
    }

    private void next(Job job, List<String> commands, int index) {
        var command = commands.get(index);
        var log = new CommandLog(job.allowance);
        var run = new CommandRun(
                log, pace, () -> thread.execute(() -> later(config.outputPeriod(), () -> tellOutput(job, log))));
        job.current = command;
        job.log = log;
        job.run = run;
        runners.execute(() -> {
            var code = codeOf(run, command);
            thread.execute(() -> ended(job, commands, index, code));
        });
    }

    /** Whatever happens: a job whose end is never told would hold its queue for ever. */
    private String codeOf(CommandRun run, String command) {
        try {
            return run.toEnd(command);
        } catch (Throwable broken) {
            var _ = lastResort.judge(broken);
            LOG.error("a command of a job could not be followed to its end, and is killed", broken);
            run.kill();
            return "-1";
        }
    }

    /** Not while events wait for their turn already: what is new then is told a period later, together with more. */
    private void tellOutput(Job job, CommandLog log) {
        if (job.log != log) {
            return;
        }
        if (telling.nanosBooked() > 0) {
            later(config.outputPeriod(), () -> tellOutput(job, log));
        } else {
            tell(Moment.OUTPUT, job, log.delta());
        }
    }

    private void ended(Job job, List<String> commands, int index, String code) {
        var command = commands.get(index);
        var log = job.log;
        // Output that no event has told yet is in the whole log; a delta of it would go into the next command's.
        job.log = null;
        job.run = null;
        job.logs.merge(command, log == null ? "" : log.whole(), String::concat);
        job.codes.put(command, job.killed && code.equals("-1") ? "9" : code);
        if (job.killed || !code.equals("0") || index + 1 == commands.size()) {
            job.current = null;
            finish(job);
            return;
        }
        tell(Moment.COMMAND_ENDED, job, job.logs.get(command));
        next(job, commands, index + 1);
    }

    private void kill(Job job) {
        job.killed = true;
        if (job.state == JobState.PENDING) {
            finish(job);
            return;
        }
        // Off this thread: to look through all processes takes a while.
        later(config.killDelay(), () -> {
            var run = job.run;
            if (run != null) {
                runners.execute(run::kill);
            }
        });
    }

    private void finish(Job job) {
        boolean ran = job.state == JobState.RUNNING;
        job.state = JobState.FINISHED;
        job.finished = Job.now();
        var queue = queues.get(job.queue);
        if (queue != null) {
            boolean first = !queue.isEmpty() && queue.getFirst() == job;
            queue.remove(job);
            if (job.queue.serial() && (ran || first) && !queue.isEmpty()) {
                var next = queue.getFirst();
                later(config.nextDelay(), () -> take(next));
            }
        }
        living.decrementAndGet();
        tell(Moment.FINISHED, job, null);
        job.logs.clear();
        job.allowance.giveBack();
    }

    private void tell(Moment moment, Job job, @Nullable String output) {
        try {
            var event = events.at(moment, job, output);
            LockSupport.parkNanos(telling.nanosToWait(event.object().utf8().length));
            sink.publish(event);
        } catch (RuntimeException refused) {
            // A hub that cannot take the event must not leave the job half done.
            LOG.warn("the event {} of job {} was not taken", moment.wire(), job.id, refused);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void later(Duration delay, Runnable task) {
        thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Kills what runs; nothing more is told. */
    @Override
    public void close() {
        ask(() -> queues.values().stream()
                        .flatMap(Collection::stream)
                        .map(job -> job.run)
                        .filter(run -> run != null)
                        .toList())
                .join()
                .forEach(CommandRun::kill);
        thread.shutdownNow();
        runners.shutdownNow();
    }
}
