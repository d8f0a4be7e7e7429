package carillon.core.hub;

import carillon.core.access.Authorizer;
import carillon.core.access.Owners;
import carillon.core.access.Owners.Addressee;
import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.PublishOutcome.Refused;
import carillon.core.log.Draft;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.Log;
import carillon.core.log.PositionGoneException;
import carillon.core.log.Receipt;
import carillon.core.log.Verdict;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in: checks what somebody wants to store, appends it, and answers when the log has decided and what follows the log is close
 * enough. Any thread; answers come on the log's writer thread, the fan-out thread or the history's.
 */
final class Publishing {

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private final Log log;
    private final Authorizer authorizer;
    private final Owners owners;
    private final HubConfig config;
    private final HubCounters counters;
    private final Backpressure backpressure;
    private final LastResort lastResort;
    private volatile boolean closed;

    Publishing(
            Log log,
            Authorizer authorizer,
            Owners owners,
            HubConfig config,
            HubCounters counters,
            Backpressure backpressure,
            LastResort lastResort) {
        this.log = log;
        this.authorizer = authorizer;
        this.owners = owners;
        this.config = config;
        this.counters = counters;
        this.backpressure = backpressure;
        this.lastResort = lastResort;
    }

    /** Refuses events from here on; marks and deletions are the log's to refuse. */
    void close() {
        closed = true;
    }

    /** As {@link Hub#publish(Principal, List)}. */
    CompletionStage<PublishOutcome> publish(Principal publisher, List<Event> events) {
        var refusal = check(publisher, events);
        if (refusal != null) {
            counters.refused.increment();
            return CompletableFuture.completedFuture(refusal);
        }
        var entered = new ArrayList<Event>(events.size());
        for (int i = 0; i < events.size(); i++) {
            entered.add(entered(publisher, events.get(i)));
        }
        var publication = new Publication(entered);
        store(publisher, publication);
        return publication.outcome;
    }

    /** As {@link Hub#change}. */
    CompletionStage<ObjectOutcome> change(
            Principal publisher, Event given, String type, String key, Json state, long base) {
        var event = entered(publisher, given);
        var refusal = check(publisher, List.of(event));
        if (refusal != null) {
            return CompletableFuture.completedFuture(new ObjectOutcome.Refused(refusal.refusal()));
        }
        var outcome = new CompletableFuture<ObjectOutcome>();
        append(List.of(EntryCodec.encode(new Entry.ObjectChanged(event, type, key, state, base))), new Answer() {
            @Override
            public @Nullable Runnable decided(List<Verdict> verdicts) {
                var decided = switch (verdicts.getFirst()) {
                    case Verdict.Stored(long sequence) -> new ObjectOutcome.Changed(sequence);
                    case Verdict.Duplicate(long sequence, String _) -> new ObjectOutcome.Duplicate(sequence);
                    case Verdict.Outdated(long version) -> new ObjectOutcome.Outdated(version);
                    case Verdict.Withheld() -> throw new IllegalStateException("one alone is not withheld");
                };
                return () -> outcome.complete(decided);
            }

            @Override
            public void refused(Refusal why) {
                outcome.complete(new ObjectOutcome.Refused(why));
            }

            @Override
            public void unknown(Refusal why) {
                outcome.complete(new ObjectOutcome.Refused(outcomeUnknown(why)));
            }
        });
        return outcome;
    }

    private static Refusal outcomeUnknown(Refusal why) {
        return new Refusal(
                ErrorCode.OUTCOME_UNKNOWN, why.detail() + "; whether it was stored shows when the server is back");
    }

    /** The event as it is stored. */
    private Event entered(Principal publisher, Event given) {
        return addressed(causedBy(publisher, given));
    }

    /** Whatever way a user was named, the owner is that user's name from here on. */
    private Event addressed(Event event) {
        var owner = event.owner();
        if (owner == null) {
            return event;
        }
        return switch (owners.of(owner)) {
            case Addressee.Named(String name) ->
                name.equals(owner) ? event : event.edit().owner(name).build();
            case Addressee.Everyone _ -> event.edit().owner(null).build();
            case Addressee.Unknown _ -> event;
        };
    }

    /** Nobody but the server itself publishes in another's name. */
    private static Event causedBy(Principal publisher, Event event) {
        return publisher.equals(Principal.SYSTEM) || event.principal().equals(publisher.name())
                ? event
                : event.edit().principal(publisher.name()).build();
    }

    private @Nullable Refused check(Principal publisher, List<Event> events) {
        if (closed) {
            return refused(0, ErrorCode.SHUTTING_DOWN, "the server is going away; publish again in a moment");
        }
        if (events.isEmpty() || events.size() > config.maxBatchEvents()) {
            return refused(0, ErrorCode.TOO_LARGE, "publish 1 to " + config.maxBatchEvents() + " events at a time");
        }
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            if (!authorizer.mayPublish(publisher, event)) {
                return refused(
                        i,
                        ErrorCode.FORBIDDEN,
                        publisher.name() + " needs the claim (events, post, *) to publish " + event.subject());
            }
            var limit = EventLimits.breach(event, config.maxEventBytes());
            if (limit != null) {
                return new Refused(i, limit);
            }
            var owner = event.owner();
            if (owner != null && owners.of(owner) instanceof Addressee.Unknown(String id)) {
                return refused(
                        i,
                        ErrorCode.INVALID_EVENT,
                        "no user has the id " + id + ": give a user's name, or the id that is shown for it; leave the"
                                + " owner out to address everyone");
            }
        }
        if (backpressure.full()) {
            return refused(0, ErrorCode.OVERLOADED, "too many events wait to be delivered; publish again in a moment");
        }
        return null;
    }

    private static Refused refused(int index, ErrorCode code, String detail) {
        return new Refused(index, new Refusal(code, detail));
    }

    private void store(Principal publisher, Publication publication) {
        append(publication.drafts(), new Answer() {
            @Override
            public @Nullable Runnable decided(List<Verdict> verdicts) {
                var foreign = publication.decided(verdicts);
                if (!foreign.isEmpty()) {
                    afterLook(publisher, publication, foreign);
                    return null;
                }
                int duplicates = publication.duplicates();
                counters.duplicates.add(duplicates);
                counters.published.add(publication.size() - duplicates);
                return publication::answer;
            }

            @Override
            public void refused(Refusal refusal) {
                withdraw(publication, new Refused(0, refusal));
            }

            @Override
            public void unknown(Refusal refusal) {
                counters.refused.increment();
                publication.unknown(refusal);
            }
        });
    }

    /**
     * An id that another principal published is told as a duplicate only to those who may see its event: the answer has the
     * event's place. To look at it takes the disk; it is rare, so a thread for each costs nothing that matters.
     */
    private void afterLook(Principal publisher, Publication publication, List<Publication.Foreign> foreign) {
        lastResort.startVirtual("known-ids", () -> {
            try {
                var refusal = hidden(authorizer.visibility(publisher), foreign);
                if (refusal != null) {
                    withdraw(publication, refusal);
                } else if (publication.drafts().isEmpty()) {
                    counters.duplicates.add(publication.duplicates());
                    publication.answer();
                } else {
                    store(publisher, publication);
                }
            } catch (Throwable failed) {
                var _ = lastResort.judge(failed);
                LOG.error("known ids could not be looked at", failed);
                withdraw(publication, refused(0, ErrorCode.INTERNAL, "the event of a known id could not be read"));
            }
        });
    }

    private @Nullable Refused hidden(Authorizer.Visibility sight, List<Publication.Foreign> foreign) {
        for (var one : foreign) {
            if (!sight.everything() && !shows(sight, one.sequence())) {
                return refused(
                        one.index(),
                        ErrorCode.CONFLICT,
                        "the id " + one.id() + " is taken; use another, or leave it out to have one made");
            }
        }
        return null;
    }

    private boolean shows(Authorizer.Visibility sight, long sequence) {
        try {
            var found = log.readAfter(sequence - 1, 1);
            return !found.isEmpty()
                    && found.getFirst().sequence() == sequence
                    && switch (found.getFirst().entry()) {
                        case Entry.Published(Event event) -> sight.shows(event);
                        case Entry.ObjectChanged changed -> sight.shows(changed.event());
                        case Entry.StatusChanged _, Entry.Deleted _, Entry.Checkpoint _ -> false;
                    };
        } catch (PositionGoneException trimmed) {
            return false;
        }
    }

    private void withdraw(Publication publication, Refused refused) {
        counters.refused.increment();
        publication.outcome.complete(refused);
    }

    /** Stores a mark or a deletion. */
    CompletionStage<ChangeOutcome> change(Draft draft) {
        var outcome = new CompletableFuture<ChangeOutcome>();
        append(List.of(draft), new Answer() {
            @Override
            public @Nullable Runnable decided(List<Verdict> verdicts) {
                if (verdicts.getFirst() instanceof Verdict.Stored(long sequence)) {
                    outcome.complete(new ChangeOutcome.Stored(sequence));
                    return null;
                }
                throw new IllegalStateException("marks and deletions have no conditions: " + verdicts);
            }

            @Override
            public void refused(Refusal refusal) {
                outcome.complete(new ChangeOutcome.Refused(refusal));
            }

            @Override
            public void unknown(Refusal refusal) {
                outcome.complete(new ChangeOutcome.Refused(outcomeUnknown(refusal)));
            }
        });
        return outcome;
    }

    /** Whoever waits for an append. */
    private interface Answer {

        /**
         * What was decided, at once when it is durable.
         *
         * @return runs when what follows the log has come close enough to it; null if there is no answer yet
         */
        @Nullable
        Runnable decided(List<Verdict> verdicts);

        void refused(Refusal refusal);

        void unknown(Refusal refusal);
    }

    private void append(List<Draft> drafts, Answer answer) {
        long bytes = Draft.bytes(drafts);
        backpressure.accepted(bytes);
        log.append(drafts, new Receipt() {
            @Override
            public void stored(List<Verdict> verdicts) {
                backpressure.settled(bytes);
                var due = answer.decided(verdicts);
                if (due != null) {
                    backpressure.whenClose(due);
                }
            }

            @Override
            public void refused(Refusal refusal) {
                backpressure.settled(bytes);
                answer.refused(refusal);
            }

            @Override
            public void unknown(Refusal refusal) {
                backpressure.settled(bytes);
                answer.unknown(refusal);
            }
        });
    }
}
