package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.ObjectOutcome;
import carillon.core.hub.PublishOutcome;
import carillon.core.log.Entry;
import carillon.core.log.RecordKind;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.access.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last known state of objects: follows the changes in the log. A change is decided on the state that is known here and says
 * so; when the log has got another one before it, it is decided again. Changes of one object that come in here take turns, so that
 * this is rare; changes of different ones happen side by side.
 */
final class ObjectStore implements Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private static final String PARAMS = "params";
    private static final String MACHINES = "machines";

    /** How often a change is decided that others overtake. */
    private static final int TRIES = 16;

    private static final Refusal CONTENDED =
            new Refusal(ErrorCode.OVERLOADED, "others change this object all the time; try again in a moment");

    private record Id(String type, String key) {}

    private final Hub hub;
    private final DrpConfig config;
    private final ObjectWaits waits;
    private final SealedParams sealed;
    private final Map<String, ConcurrentSkipListMap<String, Item>> byType = new ConcurrentHashMap<>();
    private final SecureParams secure = new SecureParams();
    private final ObjectMemory memory;
    private volatile Consumer<String> machineRevoked = machine -> {};
    /** For each object that is being changed, the end of the last change in line. */
    private final Map<Id, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();

    ObjectStore(Hub hub, DrpConfig config, ObjectWaits waits, SealedParams sealed) {
        this.sealed = sealed;
        this.waits = waits;
        this.hub = hub;
        this.config = config;
        this.memory = new ObjectMemory(config.objectsMemory());
    }

    /**
     * Takes in the last copy, if there is one, and what the log knows beyond it, and follows the log from there. Before anybody asks,
     * and before an object can change.
     */
    void load(Optional<ObjectCopy> copy) {
        var log = hub.log();
        var judge = log.judge();
        copy.ifPresent(known -> known.items().forEach(item -> {
            put(item);
            judge.restoreObject(item.type(), item.key(), Long.parseLong(item.version()));
        }));
        long after = copy.map(ObjectCopy::sequence).orElse(0L);
        if (after > 0 && after + 1 < log.first()) {
            LOG.warn(
                    "The journal begins at {}, and the copy of the objects ends at {}: changes between are lost",
                    log.first(),
                    after);
            after = log.first() - 1;
        }
        boolean whole = copy.isPresent() || log.first() == 1;
        long comparable = Math.max(log.epochStart(), copy.map(ObjectCopy::until).orElse(0L));
        for (var records = log.readAfter(after, 1_000); !records.isEmpty(); records = log.readAfter(after, 1_000)) {
            for (var record : records) {
                after = record.sequence();
                // Most records are plain events: to decode them would take most of the time of a start.
                if (record.kind() == RecordKind.OBJECT && record.entry() instanceof Entry.ObjectChanged changed) {
                    take(after, changed);
                    judge.restoreObject(after, changed);
                } else if (record.kind() == RecordKind.CHECKPOINT
                        && whole
                        && after >= comparable
                        && record.entry() instanceof Entry.Checkpoint stored
                        && !judge.sameObjects(stored)) {
                    LOG.error(
                            "The objects are not what they were when the checkpoint at {} was written: {} or the journal lacks"
                                    + " a change. Compare them with a backup, and report this",
                            after,
                            "objects.json");
                    whole = false;
                }
            }
        }
        byType.values()
                .forEach(items -> items.values().forEach(item -> memory.count(ObjectMemory.bytes(item.state()))));
        hub.followObjects(this::follow);
    }

    /** All objects as of now. */
    ObjectCopy copy() {
        long sequence = hub.followed();
        var items =
                byType.values().stream().flatMap(type -> type.values().stream()).toList();
        // What changed in between is in it or is not, and comes again when the log is read from there.
        return new ObjectCopy(hub.log().epoch(), sequence, hub.followed(), items);
    }

    /** Log's writer thread: who is told of a change, by its event or by its answer, finds it here. */
    private void follow(long version, Entry.ObjectChanged change) {
        boolean revoked = take(version, change);
        waits.changed(change.type(), change.key());
        if (revoked) {
            hub.threads().lastResort().startVirtual("machine-revoked", () -> machineRevoked.accept(change.key()));
        }
    }

    /** True if tokens of a machine are good no more. */
    private boolean take(long version, Entry.ObjectChanged change) {
        var type = change.type();
        var key = change.key();
        if (change.state().tree() instanceof ObjectNode state) {
            return put(new Item(type, key, state, Long.toString(version)));
        }
        byType.computeIfAbsent(type, any -> new ConcurrentSkipListMap<>()).remove(key);
        if (type.equals(PARAMS)) {
            secure.define(key, change.state().tree());
        }
        return type.equals(MACHINES);
    }

    private boolean put(Item item) {
        var before = byType.computeIfAbsent(item.type(), any -> new ConcurrentSkipListMap<>())
                .put(item.key(), item);
        if (item.type().equals(PARAMS)) {
            secure.define(item.key(), item.state());
        }
        return item.type().equals(MACHINES) && before != null && !secret(before).equals(secret(item));
    }

    /** How many objects there are of each type. */
    Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        byType.forEach((type, items) -> counts.put(type, items.size()));
        return counts;
    }

    long size() {
        return byType.values().stream().mapToLong(Map::size).sum();
    }

    @Override
    public List<Item> list(String type) {
        var items = byType.get(type);
        return items == null ? List.of() : List.copyOf(items.values());
    }

    @Override
    public Optional<Item> get(String type, String key) {
        return Optional.ofNullable(present(type, key));
    }

    /**
     * Says why a machine's token is good no more: at this moment the machine is not there, or has another secret than the token
     * was sealed with. Null for everybody else; never waits.
     */
    @Nullable
    String whyRevoked(Principal principal) {
        if (!principal.name().startsWith(Principal.RUNNER)) {
            return null;
        }
        var present = present(MACHINES, principal.name().substring(Principal.RUNNER.length()));
        boolean good =
                present != null && (principal.seal().isEmpty() || Fingerprint.fits(principal.seal(), secret(present)));
        return good ? null : "the machine was removed or has another secret";
    }

    /** The secret that tokens of a machine are bound to; empty as long as it has none. */
    static String secret(Item machine) {
        return machine.state().path("Secret").asString("");
    }

    /** Calls back with the key of each machine that is removed or gets another secret, on the thread that does it. */
    void onMachineRevoked(Consumer<String> listener) {
        machineRevoked = listener;
    }

    private @Nullable Item present(String type, String key) {
        var items = byType.get(type);
        return items == null ? null : items.get(key);
    }

    @Override
    public Outcome change(Principal by, String type, String key, Edit edit) {
        return inTurn(new Id(type, key), present -> switch (edit.decide(present)) {
                    case Verdict.Refuse refuse -> Optional.of(new Outcome.Refused(refuse.refusal()));
                    case Verdict.Put put -> put(by, type, key, put, present);
                    case Verdict.Remove remove -> store(by, type, key, "delete", present, null);
                })
                .orElseGet(() -> new Outcome.Refused(CONTENDED));
    }

    /**
     * Publishes an event that somebody else worked out about an object, with the state known here as its original, and
     * takes the event's object as the state from now on.
     */
    PublishOutcome track(Event event, Tracking tracking) {
        var subject = event.subject();
        return inTurn(new Id(subject.type(), subject.key()), present -> {
                    var after = subject.action().equals("delete")
                            ? null
                            : event.object().tree();
                    if (tracking.refusal(present, after) instanceof Verdict.Refuse refused) {
                        return Optional.<PublishOutcome>of(new PublishOutcome.Refused(0, refused.refusal()));
                    }
                    var known = event.original().isNull() && present != null
                            ? event.edit()
                                    .original(original(present, event.object()))
                                    .build()
                            : event;
                    var told = masked(known);
                    var state = subject.action().equals("delete")
                                    || !(event.object().tree() instanceof ObjectNode object)
                            ? Json.NULL
                            : Json.of(restored(present, object));
                    return switch (stored(told, subject.type(), subject.key(), present, state)) {
                        case ObjectOutcome.Changed(long version) -> Optional.of(accepted(told, version, false));
                        case ObjectOutcome.Duplicate(long sequence) -> Optional.of(accepted(told, sequence, true));
                        case ObjectOutcome.Refused(var refusal) -> Optional.of(new PublishOutcome.Refused(0, refusal));
                        case ObjectOutcome.Outdated _ -> Optional.empty();
                    };
                })
                .orElseGet(() -> new PublishOutcome.Refused(0, CONTENDED));
    }

    private static PublishOutcome accepted(Event event, long sequence, boolean duplicate) {
        return new PublishOutcome.Accepted(List.of(new PublishOutcome.Stored(event.id(), sequence, duplicate)));
    }

    /** Says why an object may not become what an event says, or null. */
    interface Tracking {
        @Nullable
        Verdict refusal(@Nullable Item present, @Nullable JsonNode after);
    }

    private interface Turn<T> {

        /** Decides and stores; empty if somebody else was faster, and it has to be decided again. */
        Optional<T> take(@Nullable Item present);
    }

    /** Waits until nobody else here changes this object, and holds everybody else off meanwhile. Empty after {@link #TRIES}. */
    private <T> Optional<T> inTurn(Id id, Turn<T> turn) {
        var mine = new CompletableFuture<Void>();
        var before = turns.put(id, mine);
        try {
            if (before != null) {
                before.join();
            }
            Optional<T> outcome = Optional.empty();
            for (int i = 0; i < TRIES && outcome.isEmpty(); i++) {
                outcome = turn.take(present(id.type(), id.key()));
            }
            return outcome;
        } finally {
            turns.remove(id, mine);
            mine.complete(null);
        }
    }

    /** A change that changes nothing is no event: clients write back what they read, and others wait for changes. */
    private Optional<Outcome> put(Principal by, String type, String key, Verdict.Put put, @Nullable Item present) {
        return switch (sealed.opened(restored(present, put.state()), secure)) {
            case SealedParams.Opened.Foreign foreign ->
                Optional.of(new Outcome.Refused(new Refusal(
                        ErrorCode.INVALID_EVENT,
                        "the value of " + foreign.param()
                                + " is sealed with another key; ask for pubkey and seal it again")));
            case SealedParams.Opened.Plain plain -> {
                var next = Validity.judged(plain.object());
                yield present != null && Same.value(present.state(), next)
                        ? Optional.of(new Outcome.Changed(present, present))
                        : store(by, type, key, put.action(), present, next);
            }
        };
    }

    private Optional<Outcome> store(
            Principal by, String type, String key, String action, @Nullable Item before, @Nullable ObjectNode state) {
        var shown = state == null ? before == null ? Json.NULL : shown(before.state()) : shown(state);
        boolean compared = action.equals("update") || action.equals("save");
        var event = Event.about(type, action, key)
                .time(config.clock().instant())
                .principal(by.name())
                .object(shown)
                .original(compared && before != null ? original(before, shown) : Json.NULL)
                .build();
        return switch (stored(event, type, key, before, state == null ? Json.NULL : Json.of(state))) {
            case ObjectOutcome.Refused(var refusal) -> Optional.of(new Outcome.Refused(refusal));
            case ObjectOutcome.Outdated _ -> Optional.empty();
            case ObjectOutcome.Duplicate _ -> throw new IllegalStateException("an event was made with a known id");
            case ObjectOutcome.Changed(long version) -> {
                var last =
                        state != null ? state : before == null ? Json.mapper().createObjectNode() : before.state();
                yield Optional.of(new Outcome.Changed(new Item(type, key, last, Long.toString(version)), before));
            }
        };
    }

    /**
     * Stores a state with its event. As the server itself: whether the caller may change the object was asked before, and posting is
     * another claim.
     */
    private ObjectOutcome stored(Event event, String type, String key, @Nullable Item before, Json state) {
        long more = ObjectMemory.bytes(state.tree()) - ObjectMemory.bytes(before == null ? null : before.state());
        var full = memory.hold(more);
        if (full != null) {
            return new ObjectOutcome.Refused(full);
        }
        boolean taken = false;
        try {
            long base = before == null ? 0 : Long.parseLong(before.version());
            var stored = hub.change(Principal.SYSTEM, event, type, key, state, base)
                    .toCompletableFuture()
                    .join();
            taken = stored instanceof ObjectOutcome.Changed;
            return stored;
        } finally {
            if (!taken) {
                memory.giveBack(more);
            }
        }
    }

    private Json original(Item before, Json object) {
        return FittingOriginal.of(
                secure.shown(before.state()), object, hub.config().maxEventBytes());
    }

    private Json shown(ObjectNode state) {
        return Json.of(secure.shown(state));
    }

    /** An event that somebody posted, without the values of secure parameters. */
    Event masked(Event event) {
        var object = secure.masked(event.object());
        var original = secure.masked(event.original());
        return object.equals(event.object()) && original.equals(event.original())
                ? event
                : event.edit().object(object).original(original).build();
    }

    /** Seals the values of secure parameters for this server; in Base64. */
    String publicKey() {
        return sealed.publicKey();
    }

    SecureParams secure() {
        return secure;
    }

    private ObjectNode restored(@Nullable Item before, ObjectNode next) {
        return before == null ? next : secure.restored(before.state(), next);
    }

    @Override
    public Optional<String> keyOf(String type, ObjectNode object) {
        return ObjectKeys.of(type, object);
    }
}
