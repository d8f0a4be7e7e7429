package carillon.core.hub;

import carillon.core.access.Authorizer;
import carillon.core.access.OpenSessions;
import carillon.core.access.Owners;
import carillon.core.access.Principal;
import carillon.core.error.Refusal;
import carillon.core.history.History;
import carillon.core.history.HistoryHealth;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.Follower;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub: takes events in, stores them, and lets everybody have them who asked and may.
 *
 * <p>Every method may be called by any thread and returns at once; what takes longer completes the returned stage, on the
 * log's writer thread or the fan-out thread. Whatever is chained to it there must not block.
 */
public final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /** How long a question waits for what was stored before it. */
    private static final Duration READ_YOUR_WRITES = Duration.ofSeconds(5);

    private final Log log;
    private final History history;
    private final Authorizer authorizer;
    private final Owners owners;
    private final HubConfig config;
    private final MemoryBudget memory;
    private final MemoryBudget replayMemory;
    private final HubCounters counters = new HubCounters();
    private final OpenSessions sessions = new OpenSessions();
    private final Allowances allowances;
    private final Backpressure backpressure;
    private final Publishing publishing;
    private final SharedPast past;
    private final FanOut fanOut;
    private final HistoryFeed feed;
    private final HubThreads threads;
    private final HubTimer replayTurns;
    private final ObjectFeed objects = new ObjectFeed();
    private volatile long followed;
    private volatile boolean closed;

    /** With memory and threads of its own, and owners that are names. */
    public Hub(Log log, History history, Authorizer authorizer, HubConfig config) {
        this(log, history, authorizer, config, MemoryBudget.ofHeap(), new HubThreads());
    }

    /** With owners that are names. */
    public Hub(
            Log log,
            History history,
            Authorizer authorizer,
            HubConfig config,
            MemoryBudget memory,
            HubThreads threads) {
        this(log, history, authorizer, Owners.NAMES, config, memory, threads);
    }

    /** With the memory and the threads of the server that it belongs to. */
    public Hub(
            Log log,
            History history,
            Authorizer authorizer,
            Owners owners,
            HubConfig config,
            MemoryBudget memory,
            HubThreads threads) {
        this.log = log;
        this.history = history;
        this.authorizer = authorizer;
        this.owners = owners;
        this.config = config;
        this.memory = memory;
        // The other half is for answers: readers that stopped reading must not keep everybody from lists.
        this.replayMemory = memory.part(Math.max(1, memory.most() / 2));
        this.allowances = new Allowances(config.maxFilterPrice(), config.subscriptions());
        this.threads = threads;
        this.replayTurns = threads.pool("replay", config.replayThreads());
        this.backpressure = new Backpressure(config.maxPendingBytes(), config.maxIndexBacklog(), threads.lastResort());
        this.publishing = new Publishing(log, authorizer, owners, config, counters, backpressure, threads.lastResort());
        this.followed = log.last();
        this.past = new SharedPast(log, 2 * config.recentEvents());
        this.fanOut = new FanOut(threads, log.last(), config.recentEvents(), past, counters, backpressure);
        this.feed = new HistoryFeed(threads, log, history, config.maxIndexBacklog(), backpressure);
    }

    /** Follows the log from here on. */
    public void start() {
        log.follow(new Follower() {
            @Override
            public void stored(List<LogRecord> records) {
                objects.stored(records);
                fanOut.stored(records);
                followed = records.getLast().sequence();
            }

            @Override
            public void wake() {
                fanOut.wake();
                feed.wake();
            }
        });
        fanOut.start();
        feed.start();
    }

    // Publish.

    /** Publishes one event. */
    public CompletionStage<PublishOutcome> publish(Principal publisher, Event event) {
        return publish(publisher, List.of(event));
    }

    /** Publishes events together: all of them, next to each other and in this order, or none. */
    public CompletionStage<PublishOutcome> publish(Principal publisher, List<Event> events) {
        return publishing.publish(publisher, events);
    }

    /**
     * Stores an object's new state and publishes the event that says so, as one record of the log: neither is ever there
     * without the other.
     *
     * @param base the version that the change was decided on; 0 if there was no such object
     */
    public CompletionStage<ObjectOutcome> change(
            Principal publisher, Event given, String type, String key, Json state, long base) {
        return publishing.change(publisher, given, type, key, state, base);
    }

    // Subscribe.

    /**
     * Leave for a subscription that will come later, by {@link #subscribe(SubscribeRequest, Allowance)}, so that its client
     * can be told before.
     *
     * @param specs what it is for; several for a subscription that has them all in one
     */
    public ReserveOutcome reserve(Principal principal, List<Spec> specs) {
        return allowances.reserve(principal, specs);
    }

    /** Why {@link #reserve} would refuse now; empty if it would not. For dialects that answer before they subscribe. */
    public Optional<Refusal> refusal(Principal principal, List<Spec> specs) {
        return Optional.ofNullable(allowances.refusal(principal, specs));
    }

    /** Subscribes; the answer also goes to the request's {@code accepted} callback, where it can still come first. */
    public CompletionStage<SubscribeOutcome> subscribe(SubscribeRequest request) {
        return switch (reserve(request.principal(), List.of(request.spec()))) {
            case ReserveOutcome.Refused refused ->
                CompletableFuture.completedFuture(new SubscribeOutcome.Refused(refused.refusal()));
            case ReserveOutcome.Reserved reserved -> subscribe(request, reserved.allowance());
        };
    }

    /** Subscribes with leave that was given before. */
    public CompletionStage<SubscribeOutcome> subscribe(SubscribeRequest request, Allowance allowance) {
        var outcome = new CompletableFuture<SubscribeOutcome>();
        var subscription = new Subscription(
                request.spec(), request.outlet(), authorizer.visibility(request.principal()), allowance);
        subscription.session = sessions.open(request.principal(), why -> revoke(subscription, why));
        fanOut.command(() -> outcome.complete(register(request, subscription)));
        return outcome;
    }

    /** Ends a subscription; nothing of it is handed over after {@code ended} ran, on the fan-out thread. */
    public void unsubscribe(Subscription subscription, Runnable ended) {
        subscription.session.close();
        fanOut.command(() -> {
            fanOut.end(subscription);
            ended.run();
        });
    }

    /** Whoever subscribed has no right to it any more: no event from here on, and the connection ends in its own way. */
    private void revoke(Subscription subscription, String why) {
        fanOut.command(() -> {
            fanOut.end(subscription);
            subscription.outlet.revoked(why);
        });
    }

    /** What is open on somebody's credentials. Dialects register what is no subscription: connections and logins. */
    public OpenSessions sessions() {
        return sessions;
    }

    private SubscribeOutcome register(SubscribeRequest request, Subscription subscription) {
        var since = request.since();
        if (since == null) {
            var accepted = new SubscribeOutcome.Accepted(subscription, new Position(fanOut.last(), log.epoch()), true);
            request.accepted().accept(accepted);
            fanOut.goLive(subscription);
            return accepted;
        }
        boolean whole = log.whole(since);
        // A position of another log says nothing about this one: everything that is kept may be new to the reader.
        long from = whole ? since.sequence() : log.first() - 1;
        var accepted = new SubscribeOutcome.Accepted(subscription, new Position(from, log.epoch()), whole);
        request.accepted().accept(accepted);
        var sieve = new ReplaySieve(
                request.spec(),
                request.covered(),
                subscription.visibility,
                request.outlet().format());
        new Replay(
                        past,
                        fanOut,
                        replayTurns,
                        counters,
                        subscription,
                        sieve,
                        from,
                        replayMemory,
                        request.principal().name(),
                        threads.lastResort())
                .start();
        return accepted;
    }

    // Ask.

    /** The searchable index. Its calls block on disk: virtual threads only. */
    public History history() {
        return history;
    }

    /**
     * Waits until the history has taken in all that is stored when this is called; false if that took longer. Blocks: virtual
     * threads only.
     */
    public boolean awaitHistory(Duration atMost) throws InterruptedException {
        return awaitHistory(log.last(), atMost);
    }

    /**
     * Waits until the history has taken in a sequence; false if that took longer. Whoever published can then read. Blocks:
     * virtual threads only.
     */
    public boolean awaitHistory(long sequence, Duration atMost) throws InterruptedException {
        return feed.await(sequence, atMost);
    }

    /**
     * The principal as one who asks the history.
     *
     * @param user whose list it is: mostly the principal's own name
     */
    public Viewer viewer(Principal principal, String user) {
        var sight = authorizer.visibility(principal);
        return new Viewer(user, sight.everything(), sight);
    }

    /** Marks events read or unread for a user. Which ids the user may touch is for the caller to have checked. */
    public CompletionStage<ChangeOutcome> mark(String user, List<String> eventIds, boolean read) {
        return publishing.change(EntryCodec.encode(new Entry.StatusChanged(user, eventIds, read)));
    }

    /** Deletes events, for a user or for everybody. Which ids the user may touch is for the caller to have checked. */
    public CompletionStage<ChangeOutcome> delete(String user, List<String> eventIds, boolean everywhere) {
        return publishing.change(EntryCodec.encode(new Entry.Deleted(user, eventIds, everywhere)));
    }

    /**
     * Where an event stands in the log, by its id; empty if it is not among the latest ones, as many as the deduplication
     * window holds. Says so of deleted and hidden events, too: for positions, not to be shown.
     */
    public OptionalLong sequenceOf(String eventId) {
        long sequence = log.judge().sequenceOf(eventId);
        return sequence == 0 ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /**
     * Gives changes of objects to a listener, from now on and in log order, before anybody is told of them. To be called once.
     */
    public void followObjects(ObjectListener listener) {
        objects.follow(listener);
    }

    /** Everything up to here was given to {@link #followObjects}. */
    public long followed() {
        return followed;
    }

    /** The log, for readers of the past: reading blocks on disk. */
    public Log log() {
        return log;
    }

    /** The limits, for dialects that check before they ask. */
    public HubConfig config() {
        return config;
    }

    /** What answers, lists and replays may hold in memory, together. */
    public MemoryBudget memory() {
        return memory;
    }

    /** Who is meant by the owner of an event. */
    public Owners owners() {
        return owners;
    }

    public Authorizer authorizer() {
        return authorizer;
    }

    public HubCounters counters() {
        return counters;
    }

    /** The threads of this hub, for parts that need one of their own. */
    public HubThreads threads() {
        return threads;
    }

    /**
     * The history with everything in it that is stored when this is called. Blocks: virtual threads only.
     *
     * @throws HistoryUnavailableException if that takes longer than a caller should wait, with the reason
     */
    public History upToDateHistory() throws InterruptedException {
        if (awaitHistory(READ_YOUR_WRITES)) {
            return history;
        }
        var health = historyHealth();
        throw new HistoryUnavailableException(
                health.isOk()
                        ? "the history is " + historyBacklog() + " records behind the log; ask again in a moment"
                        : health.line());
    }

    /** Whether lists hold what is stored. Any thread, never blocks. */
    public HistoryHealth historyHealth() {
        return feed.health();
    }

    /** How many records the history is behind the log. */
    public long historyBacklog() {
        return feed.backlog();
    }

    /** Stores and delivers what was accepted, then stops. Does not close the ports, which it was given. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        publishing.close();
        try {
            awaitDelivery(System.nanoTime() + config.drain().toNanos());
            replayTurns.shutdown();
            fanOut.close();
            past.close();
            feed.close(config.drain().toNanos());
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
            LOG.warn("interrupted while closing: the history will catch up at the next start");
        }
    }

    /** Every accepted byte counts as pending until the fan-out is through with it. */
    private void awaitDelivery(long until) throws InterruptedException {
        while (!backpressure.drained() && System.nanoTime() < until) {
            Thread.sleep(1);
        }
    }
}
